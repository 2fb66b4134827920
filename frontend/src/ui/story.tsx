import classes from './story.module.css';

/** What led to something, the earliest first: each line begins with its day, as in `3 March 2026: …`. */
export function Story({ lines }: { lines: readonly string[] }) {
  return (
    <ol className={classes.story}>
      {lines.map((line) => (
        <li key={line} className={classes.line}>
          <span className={classes.day}>{line.slice(0, line.indexOf(': '))}</span>
          <span>{line.slice(line.indexOf(': ') + 2)}</span>
        </li>
      ))}
    </ol>
  );
}
