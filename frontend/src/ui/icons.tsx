import type { ReactNode } from 'react';
import classes from './icons.module.css';

/** An icon on a quiet ground, for lists and empty states. */
export function IconTile({
  children,
  tone = 'neutral',
}: {
  children: ReactNode;
  tone?: 'neutral' | 'accent' | 'good';
}) {
  return (
    <span className={classes.tile} data-tone={tone} aria-hidden="true">
      {children}
    </span>
  );
}
