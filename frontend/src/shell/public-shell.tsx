import { lazy, type ReactNode, Suspense } from 'react';
import { useProgram } from '~/lib/session';
import classes from '~/ui/shell.module.css';
import { Footer } from './footer';

// Signed-out pages are small; the clock's bar with its menu comes only where there is a test clock.
const ClockBar = lazy(async () => ({ default: (await import('./clock-bar')).ClockBar }));

/** The frame of pages for people who aren't signed in. */
export function PublicShell({ children }: { children: ReactNode }) {
  const program = useProgram();
  return (
    <div className={classes.frame}>
      {program?.testClock && (
        <Suspense fallback={<div className={classes.clock} />}>
          <ClockBar />
        </Suspense>
      )}
      <main id="content" className={classes.content}>
        {children}
      </main>
      <Footer />
    </div>
  );
}
