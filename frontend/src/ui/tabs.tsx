import type { ReactNode } from 'react';
import { formatNumber } from '~/lib/format';
import classes from './tabs.module.css';

/** A row of views of one list; each is a link, for the address says which one is open. */
export function TabRow({ label, children }: { label: string; children: ReactNode }) {
  return (
    <nav className={classes.tabs} aria-label={label}>
      {children}
    </nav>
  );
}

export const tabClass = classes.tab;

export function TabLabel({ children, count }: { children: ReactNode; count?: number }) {
  return (
    <>
      {children}
      {count !== undefined && <span className={classes.count}>{formatNumber(count)}</span>}
    </>
  );
}
