import type { ReactNode } from 'react';
import classes from './notice.module.css';

type Props = {
  tone?: 'plain' | 'attention' | 'good' | 'bad';
  icon?: ReactNode;
  title?: ReactNode;
  children?: ReactNode;
  actions?: ReactNode;
};

/** A calm box that tells one thing, with the way on. */
export function Notice({ tone = 'plain', icon, title, children, actions }: Props) {
  return (
    <div className={classes.notice} data-tone={tone}>
      {icon && (
        <span className={classes.icon} aria-hidden="true">
          {icon}
        </span>
      )}
      <div className={classes.body}>
        {title && <p className={classes.title}>{title}</p>}
        {children && <div className={classes.text}>{children}</div>}
        {actions && <div className={classes.actions}>{actions}</div>}
      </div>
    </div>
  );
}
