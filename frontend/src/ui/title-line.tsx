import type { ReactNode } from 'react';
import classes from './title-line.module.css';

/** The title of one thing with its state, and what identifies it below. */
export function TitleLine({ title, badge, details }: { title: string; badge?: ReactNode; details: ReactNode[] }) {
  return (
    <>
      <div className={classes.line}>
        <h1 className={classes.title}>{title}</h1>
        {badge}
      </div>
      <div className={classes.details}>{details}</div>
    </>
  );
}
