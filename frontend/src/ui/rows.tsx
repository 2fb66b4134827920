import type { ReactNode } from 'react';
import classes from './rows.module.css';
import { useRowKeys } from './use-row-keys';

type Row = { key: string; start: ReactNode; end?: ReactNode };

/** A plain list of things, alike on all screens. */
export function Rows({ label, children }: { label: string; children: Row[] }) {
  const ref = useRowKeys<HTMLUListElement>();
  return (
    <ul ref={ref} className={classes.rows} aria-label={label}>
      {children.map(({ key, start, end }) => (
        <li key={key} className={classes.row} data-row>
          <div className={classes.start}>{start}</div>
          {end && <div className={classes.end}>{end}</div>}
        </li>
      ))}
    </ul>
  );
}
