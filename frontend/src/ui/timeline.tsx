import type { ReactNode } from 'react';
import { eventText } from './event-texts';
import { actorTexts, uiTexts } from './texts';
import { Time } from './time';
import classes from './timeline.module.css';

type Entry = {
  id: string;
  at: string;
  event: string;
  actor: { kind: keyof typeof actorTexts; name: string | null };
  reason: string | null;
  changes: readonly string[];
};

/** What happened, newest first. */
export function Timeline({ entries, after }: { entries: readonly Entry[]; after?: ReactNode }) {
  if (entries.length === 0) return <p className={classes.none}>{uiTexts.timelineEmpty}</p>;
  return (
    <>
      <ol className={classes.timeline}>
        {entries.map((entry) => (
          <li key={entry.id} className={classes.entry}>
            <div className={classes.event}>{eventText(entry.event)}</div>
            {entry.changes.length > 0 && <div className={classes.detail}>{uiTexts.changed([...entry.changes])}</div>}
            {entry.reason && <blockquote className={classes.reason}>{entry.reason}</blockquote>}
            <div className={classes.detail}>
              {entry.actor.name ?? actorTexts[entry.actor.kind]} · <Time at={entry.at} />
            </div>
          </li>
        ))}
      </ol>
      {after}
    </>
  );
}
