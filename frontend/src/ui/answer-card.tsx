import type { ReactNode } from 'react';
import classes from './answer-card.module.css';

type Props = {
  tone: 'plain' | 'good' | 'attention';
  icon: ReactNode;
  /** What was asked about. */
  subject: string;
  title: string;
  children: ReactNode;
  actions?: ReactNode;
  foot?: ReactNode;
};

/** The answer to one question: large in a word, then why, then what to do. */
export function AnswerCard({ tone, icon, subject, title, children, actions, foot }: Props) {
  return (
    <section className={classes.card} data-tone={tone}>
      <span className={classes.icon} aria-hidden="true">
        {icon}
      </span>
      <div className={classes.words}>
        <p className={classes.subject}>{subject}</p>
        <h2 className={classes.title}>{title}</h2>
        <p className={classes.text}>{children}</p>
        {actions && <div className={classes.actions}>{actions}</div>}
        {foot && <p className={classes.foot}>{foot}</p>}
      </div>
    </section>
  );
}
