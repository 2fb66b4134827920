import classes from './code-block.module.css';
import { CopyButton } from './copy';

/** Code to be read and copied; long lines scroll within it. */
export function CodeBlock({ code, label, what }: { code: string; label: string; what: string }) {
  return (
    <div className={classes.frame}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section className={classes.code} tabIndex={0} aria-label={label}>
        <pre>{code}</pre>
      </section>
      <div className={classes.copy}>
        <CopyButton value={code} what={what} />
      </div>
    </div>
  );
}
