import type { ReactNode } from 'react';
import classes from './tiles.module.css';

/** What is known of a thing in a few large figures, side by side. */
export function Tiles({ label, children }: { label: string; children: ReactNode }) {
  return (
    <dl className={classes.tiles} aria-label={label}>
      {children}
    </dl>
  );
}

type Props = { label: string; value: string; detail: string /** The one that is looked for first. */; main?: boolean };

export function Tile({ label, value, detail, main }: Props) {
  return (
    <div className={classes.tile} data-main={main || undefined}>
      <dt className={classes.label}>{label}</dt>
      <dd className={classes.value}>{value}</dd>
      <dd className={classes.detail}>{detail}</dd>
    </div>
  );
}
