import { absoluteTime, calendarDate } from '~/lib/format';
import classes from './story.module.css';

type Line = { at: string; text: string };

/** What led to something, the earliest first, each with its day. */
export function Story({ lines }: { lines: readonly Line[] }) {
  return (
    <ol className={classes.story}>
      {lines.map(({ at, text }) => (
        <li key={`${at} ${text}`} className={classes.line}>
          <time className={classes.day} dateTime={at} title={absoluteTime(at)}>
            {calendarDate(at)}
          </time>
          <span>{text}</span>
        </li>
      ))}
    </ol>
  );
}
