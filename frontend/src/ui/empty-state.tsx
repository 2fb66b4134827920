import type { ReactNode } from 'react';
import classes from './empty-state.module.css';
import { IconTile } from './icons';

type Props = {
  icon: ReactNode;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  live?: boolean;
  whole?: boolean;
};

/** Says why there is nothing here and what to do next; `whole` where it stands for the whole page. */
export function EmptyState({ icon, title, children, action, live = false, whole = false }: Props) {
  const Title = whole ? 'h1' : 'h2';
  return (
    <div className={classes.empty} role={live ? 'alert' : undefined}>
      <IconTile>{icon}</IconTile>
      <Title className={classes.title}>{title}</Title>
      {children && <p className={classes.text}>{children}</p>}
      {action && <div className={classes.action}>{action}</div>}
    </div>
  );
}
