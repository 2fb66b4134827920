import { lazy, Suspense } from 'react';
import { useNow } from '~/lib/clock';
import { absoluteTime } from '~/lib/format';
import { useMay, useProgram } from '~/lib/session';
import classes from '~/ui/shell.module.css';
import { frameTexts } from './frame-texts';

// Few see it, and signed-out pages are to stay small.
const ClockMenu = lazy(() => import('./clock-menu'));

/** Where the program runs on a test clock: its time, and for operators the way to move it. */
export function ClockBar() {
  const program = useProgram();
  const now = useNow();
  const mayAdvance = useMay('ADVANCE_CLOCK');
  if (!program?.testClock) return null;
  return (
    <aside className={classes.clock} aria-label={frameTexts.testClock}>
      <span>
        {frameTexts.testClock} · <time>{absoluteTime(new Date(now).toISOString())}</time>
      </span>
      {mayAdvance && (
        <Suspense>
          <ClockMenu />
        </Suspense>
      )}
    </aside>
  );
}
