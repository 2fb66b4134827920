import type { ReactNode } from 'react';
import classes from '~/ui/shell.module.css';
import { ClockBar } from './clock-bar';
import { Footer } from './footer';

/** The frame of pages for people who aren't signed in. */
export function PublicShell({ children }: { children: ReactNode }) {
  return (
    <div className={classes.frame}>
      <ClockBar />
      <main id="content" className={classes.content}>
        {children}
      </main>
      <Footer />
    </div>
  );
}
