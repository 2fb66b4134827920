import type { ReactNode } from 'react';
import classes from './ask-line.module.css';

/** One field with its button at the end of the line; on phones below it. */
export function AskLine({
  bare = false,
  children,
}: {
  /** Its field has no label above. */ bare?: boolean;
  children: ReactNode;
}) {
  return (
    <div className={classes.line} data-bare={bare || undefined}>
      {children}
    </div>
  );
}
