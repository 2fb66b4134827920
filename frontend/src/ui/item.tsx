import type { ReactNode } from 'react';
import classes from './item.module.css';

type Props = { title: string; mark?: ReactNode; action?: ReactNode; children?: ReactNode };

/** One of a few things in a panel: its name with its state, what can be done with it, and what it needs. */
export function Item({ title, mark, action, children }: Props) {
  return (
    <div className={classes.item}>
      <div className={classes.head}>
        <div className={classes.name}>
          <h3 className={classes.title}>{title}</h3>
          {mark}
        </div>
        {action}
      </div>
      {children}
    </div>
  );
}
