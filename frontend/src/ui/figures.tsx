import type { ReactNode } from 'react';
import { formatNumber } from '~/lib/format';
import classes from './figures.module.css';
import { StatusDot } from './status-badge';

/** A few numbers beside each other, on phones two by two. */
export function Figures({ label, children }: { label: string; children: ReactNode }) {
  return (
    <ul className={classes.figures} aria-label={label}>
      {children}
    </ul>
  );
}

type Props = {
  value: number;
  label: string;
  detail: string;
  status: Parameters<typeof StatusDot>[0]['status'];
  link: (className: string, children: ReactNode) => ReactNode;
};

export function Figure({ value, label, detail, status, link }: Props) {
  return (
    <li className={classes.figure}>
      <div className={classes.label}>
        <StatusDot status={status} />
        {link(classes.link ?? '', label)}
      </div>
      <div className={classes.value}>{formatNumber(value)}</div>
      <div className={classes.detail}>{detail}</div>
    </li>
  );
}
