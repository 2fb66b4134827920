import classes from './long-text.module.css';

/** A text to be read in a window of its own, such as terms; reachable by keyboard. */
export function LongText({ title, detail, text }: { title: string; detail: string; text: string }) {
  return (
    <div className={classes.frame}>
      <header className={classes.header}>
        <span className={classes.title}>{title}</span>
        <span className={classes.detail}>{detail}</span>
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section className={classes.text} tabIndex={0} aria-label={title}>
        {text}
      </section>
    </div>
  );
}
