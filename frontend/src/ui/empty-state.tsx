import type { ReactNode } from 'react';
import classes from './empty-state.module.css';
import { IconTile } from './icons';

type Props = { icon: ReactNode; title: string; children?: ReactNode; action?: ReactNode; live?: boolean };

/** Says why there is nothing here and what to do next. */
export function EmptyState({ icon, title, children, action, live = false }: Props) {
  return (
    <div className={classes.empty} role={live ? 'alert' : undefined}>
      <IconTile>{icon}</IconTile>
      <h2 className={classes.title}>{title}</h2>
      {children && <p className={classes.text}>{children}</p>}
      {action && <div className={classes.action}>{action}</div>}
    </div>
  );
}
