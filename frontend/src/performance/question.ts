import { useNow } from '~/lib/clock';
import { dayIn } from '~/lib/days';
import { useTimeZone } from '~/lib/program-days';
import { useViewer } from '~/lib/session';
import { type Days, daysOfSearch, type Interval, intervalOf } from './days';
import type { PerformanceSearch } from './search';

export type Split = NonNullable<PerformanceSearch['by']> | 'NONE';
type Who = { operator: boolean /** To chosen accounts. */; restricted: boolean };
export type Question = Days & { interval: Interval; groupBy: Split; partnerId?: string };

/**
 * What it can be split by, the first unless another is chosen: by client where it is one partner's, by partner where it
 * is all of them, and by client alone for whoever is restricted to some of them.
 */
export function splitsFor({ operator, restricted }: Who, partnerId?: string): Split[] {
  if (restricted) return ['CLIENT'];
  return ['NONE', operator && !partnerId ? 'PARTNER' : 'CLIENT', 'SOURCE'];
}

/** The question to the API that an address stands for, on this day of the program's. */
export function questionOf(search: PerformanceSearch, who: Who, today: string): Question {
  const days = daysOfSearch(search, today);
  const partnerId = who.operator ? search.partnerId : undefined;
  const splits = splitsFor(who, partnerId);
  const groupBy = splits.find((split) => split === search.by) ?? splits[0] ?? 'NONE';
  return { ...days, interval: intervalOf(search, days), groupBy, partnerId };
}

/** Where the server writes the same as CSV. */
export function performanceCsv({ partnerId, ...asked }: Question): string {
  const params = new URLSearchParams(asked);
  if (partnerId) params.set('partnerId', partnerId);
  return `/files/performance.csv?${params}`;
}

/** Who looks at the page. */
export function useWho(): Who {
  const viewer = useViewer();
  return { operator: Boolean(viewer?.operator), restricted: viewer?.member?.restricted ?? false };
}

export function useQuestion(search: PerformanceSearch): Question {
  const now = useNow();
  const timeZone = useTimeZone();
  return questionOf(search, useWho(), dayIn(timeZone, now));
}
