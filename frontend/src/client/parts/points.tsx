import { IconCheck } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './points.module.css';

/** Short sentences, each with a tick. */
export function Points({ children }: { children: readonly string[] }) {
  return (
    <ul className={classes.points}>
      {children.map((sentence) => (
        <li key={sentence} className={classes.point}>
          <IconCheck className={classes.tick} aria-hidden="true" />
          {sentence}
        </li>
      ))}
    </ul>
  );
}

type Step = { title: string; text: ReactNode; action?: ReactNode };

/** What comes next, in its order. */
export function Steps({ steps }: { steps: readonly Step[] }) {
  return (
    <ol className={classes.steps}>
      {steps.map(({ title, text, action }, index) => (
        <li key={title} className={classes.step}>
          <span className={classes.number} aria-hidden="true">
            {index + 1}
          </span>
          <div className={classes.words}>
            <h3 className={classes.title}>{title}</h3>
            <p className={classes.text}>{text}</p>
            {action && <div className={classes.action}>{action}</div>}
          </div>
        </li>
      ))}
    </ol>
  );
}
