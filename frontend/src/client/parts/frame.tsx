import type { ReactNode } from 'react';
import { useNow } from '~/lib/clock';
import { absoluteTime } from '~/lib/format';
import type { Program } from '../client.queries';
import { frameTexts } from '../texts';
import classes from './frame.module.css';

/** What stands around every page: whose program this is above, whom to ask below. Without a program, their room. */
export function Frame({ program, children }: { program?: Program; children: ReactNode }) {
  return (
    <div className={classes.frame}>
      {program?.testClock && <TestClock />}
      <header className={classes.header}>
        {program ? <Mark program={program} /> : <span className={classes.mark} />}
      </header>
      <main className={classes.main}>{children}</main>
      {program && (
        <footer className={classes.footer}>
          {frameTexts.support} <a href={`mailto:${program.supportEmail}`}>{program.supportEmail}</a>
        </footer>
      )}
    </div>
  );
}

function Mark({ program }: { program: Program }) {
  return (
    <span className={classes.mark}>
      {program.logoUrl ? (
        <img className={classes.logo} src={program.logoUrl} alt="" width="32" height="32" />
      ) : (
        <span className={classes.letter} aria-hidden="true">
          {program.name.charAt(0).toUpperCase()}
        </span>
      )}
      <span className={classes.name}>{program.name}</span>
    </span>
  );
}

function TestClock() {
  const now = new Date(useNow()).toISOString();
  return (
    <aside className={classes.clock} aria-label={frameTexts.testClock}>
      {frameTexts.testClock} · <time dateTime={now}>{absoluteTime(now)}</time>
    </aside>
  );
}
