import classes from './due-time.module.css';
import { uiTexts } from './texts';
import { Time } from './time';

/** When something is due; what is late says so in words and colour. */
export function DueTime({ dueAt, overdue }: { dueAt: string; overdue: boolean }) {
  return (
    <span className={classes.due} data-overdue={overdue || undefined}>
      {overdue ? uiTexts.overdue : uiTexts.due} <Time at={dueAt} />
    </span>
  );
}
