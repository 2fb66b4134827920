import type { ReactNode } from 'react';
import classes from './facts.module.css';
import { uiTexts } from './texts';

type Fact = { term: string; value: ReactNode /** Needs a phone's whole width. */; long?: boolean };

/** What is known of a thing, as pairs of name and value; what is not known is a dash. */
export function Facts({
  facts,
  stacked = false,
  line = false,
  narrow = false,
}: {
  facts: Fact[];
  stacked?: boolean;
  line?: boolean;
  narrow?: boolean;
}) {
  return (
    <dl
      className={classes.facts}
      data-stacked={stacked || undefined}
      data-line={line || undefined}
      data-narrow={narrow || undefined}
    >
      {facts.map(({ term, value, long }) => (
        <div key={term} className={classes.fact} data-long={long || undefined}>
          <dt className={classes.term}>{term}</dt>
          <dd className={classes.value}>{value || <span className={classes.none}>{uiTexts.none}</span>}</dd>
        </div>
      ))}
    </dl>
  );
}
