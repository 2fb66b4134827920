import type { ReactNode } from 'react';
import classes from './progress-panel.module.css';

type Props = { title: string; lead: string; done: number; all: number; action?: ReactNode };

/** How far one has come, with the way on. */
export function ProgressPanel({ title, lead, done, all, action }: Props) {
  return (
    <section className={classes.panel}>
      <ProgressRing done={done} all={all} />
      <div className={classes.words}>
        <h2 className={classes.title}>{title}</h2>
        <p className={classes.lead}>{lead}</p>
      </div>
      {action}
    </section>
  );
}

const radius = 15;
const circumference = 2 * Math.PI * radius;

function ProgressRing({ done, all }: { done: number; all: number }) {
  return (
    <svg className={classes.ring} viewBox="0 0 36 36" aria-hidden="true">
      <circle className={classes.track} cx="18" cy="18" r={radius} />
      <circle
        className={classes.done}
        cx="18"
        cy="18"
        r={radius}
        strokeDasharray={`${(circumference * done) / all} ${circumference}`}
      />
    </svg>
  );
}
