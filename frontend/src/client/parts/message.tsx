import { useState } from 'react';
import { frameTexts } from '../texts';
import classes from './message.module.css';

const longText = 320;
const manyLines = 7;

/** What an agency wrote; the end of a long text shows on demand. */
export function Message({ from, children }: { from: string; children: string }) {
  const isLong = children.length > longText || children.split('\n').length > manyLines;
  const [open, setOpen] = useState(false);
  return (
    <figure className={classes.message}>
      <figcaption className={classes.from}>{frameTexts.writes(from)}</figcaption>
      <blockquote className={classes.text} data-clamped={(isLong && !open) || undefined}>
        {children}
      </blockquote>
      {isLong && (
        <button type="button" className={classes.more} aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? frameTexts.readLess : frameTexts.readAll}
        </button>
      )}
    </figure>
  );
}
