import type { ReactNode } from 'react';
import classes from './bar-plot.module.css';

/** What chooses what a plot shows. */
export function PlotTools({ children }: { children: ReactNode }) {
  return <div className={classes.tools}>{children}</div>;
}

/** What a plot says, in words. */
export function PlotWords({ children }: { children: ReactNode }) {
  return <p className={classes.caption}>{children}</p>;
}
