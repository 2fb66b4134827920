import classes from './code-block.module.css';
import { CopyButton } from './copy';

/** Code to be read and copied; long lines scroll within it. */
export function CodeBlock({ code, label, what }: { code: string; label: string; what: string }) {
  return (
    <div className={classes.frame}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <pre className={classes.code} tabIndex={0} role="region" aria-label={label}>
        {code}
      </pre>
      <div className={classes.copy}>
        <CopyButton value={code} what={what} />
      </div>
    </div>
  );
}
