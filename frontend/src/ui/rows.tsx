import type { ReactNode } from 'react';
import classes from './rows.module.css';
import { useRowKeys } from './use-row-keys';

type Row = { key: string; start: ReactNode; end?: ReactNode };
type Props = { label: string /** Within what has a margin of its own. */; bare?: boolean; children: Row[] };

/** A plain list of things, alike on all screens. */
export function Rows({ label, bare = false, children }: Props) {
  const ref = useRowKeys<HTMLUListElement>();
  return (
    <ul ref={ref} className={classes.rows} data-bare={bare || undefined} aria-label={label}>
      {children.map(({ key, start, end }) => (
        <li key={key} className={classes.row} data-row>
          <div className={classes.start}>{start}</div>
          {end && <div className={classes.end}>{end}</div>}
        </li>
      ))}
    </ul>
  );
}
