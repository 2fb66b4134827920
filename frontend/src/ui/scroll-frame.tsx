import type { ReactNode } from 'react';
import classes from './scroll-frame.module.css';

/** A longer list within a dialog, which scrolls by itself; reachable by keyboard. */
export function ScrollFrame({ label, children }: { label: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className={classes.frame} tabIndex={0} aria-label={label}>
      {children}
    </section>
  );
}
