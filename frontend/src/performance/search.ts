import * as v from 'valibot';
import { flag, oneOf, text } from '~/lib/search-params';

/** What the address of the page says; without a range it is the last twelve months, and `own` has days of its own. */
export const performanceSearch = v.object({
  range: oneOf(['month', 'last-month', '30d', 'year', 'own']),
  from: text,
  to: text,
  interval: oneOf(['DAY', 'WEEK', 'MONTH']),
  by: oneOf(['CLIENT', 'SOURCE', 'PARTNER']),
  currency: text,
  table: flag,
  partnerId: text,
});

export type PerformanceSearch = v.InferOutput<typeof performanceSearch>;
