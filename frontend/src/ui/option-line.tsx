import type { ReactNode } from 'react';
import { formatNumber } from '~/lib/format';
import classes from './option-line.module.css';

/** One line of a menu with how many there are of it. */
export function OptionLine({ count, children }: { count?: number; children: ReactNode }) {
  return (
    <span className={classes.line}>
      <span className={classes.words}>{children}</span>
      {count !== undefined && <span className={classes.count}>{formatNumber(count)}</span>}
    </span>
  );
}
