import { useId, useState } from 'react';
import { useNow } from '~/lib/clock';
import { absoluteTime, relativeTime } from '~/lib/format';
import classes from './moment.module.css';

/** A time as people say it, by the program's clock; the exact one shows on hover, on focus and on a tap. */
export function Moment({ at }: { at: string }) {
  const now = useNow();
  const id = useId();
  const [open, setOpen] = useState(false);
  return (
    <button
      type="button"
      className={classes.moment}
      aria-describedby={id}
      data-open={open || undefined}
      onClick={() => setOpen(!open)}
      onBlur={() => setOpen(false)}
      onKeyDown={(event) => event.key === 'Escape' && setOpen(false)}
    >
      <time dateTime={at}>{relativeTime(Date.parse(at), now)}</time>
      <span id={id} aria-hidden="true" className={classes.exact}>
        {absoluteTime(at)}
      </span>
    </button>
  );
}
