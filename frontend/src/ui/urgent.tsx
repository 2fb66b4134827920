import type { ReactNode } from 'react';
import classes from './urgent.module.css';

/** A quiet word that stands out where one has to do something. */
export function Urgent({ on, children }: { on: boolean; children: ReactNode }) {
  return (
    <span className={classes.words} data-on={on || undefined}>
      {children}
    </span>
  );
}
