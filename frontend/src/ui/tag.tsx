import type { ReactNode } from 'react';
import classes from './tag.module.css';

/** A small word beside a name. */
export function Tag({ tone, children }: { tone?: 'good' | 'attention'; children: ReactNode }) {
  return (
    <span className={classes.tag} data-tone={tone}>
      {children}
    </span>
  );
}
