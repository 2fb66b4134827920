import type { ReactNode } from 'react';
import classes from './next-step.module.css';

type Props = {
  label: string;
  title: string;
  text?: ReactNode;
  actions?: ReactNode;
  tone?: 'plain' | 'attention';
  children?: ReactNode;
};

/** What comes next with a thing, and the ways to do it. */
export function NextStep({ label, title, text, actions, tone = 'plain', children }: Props) {
  return (
    <section className={classes.panel} data-tone={tone}>
      <div className={classes.top}>
        <div className={classes.words}>
          <p className={classes.label}>{label}</p>
          <h2 className={classes.title}>{title}</h2>
          {text && <div className={classes.text}>{text}</div>}
        </div>
        {actions && <div className={classes.actions}>{actions}</div>}
      </div>
      {children}
    </section>
  );
}

/** Words that somebody wrote, as a quotation. */
export function Quote({ children }: { children: ReactNode }) {
  return <blockquote className={classes.quote}>{children}</blockquote>;
}
