import type { PlotRange } from './search';

export type Day = { date: string; visits: number; signUps: number };
/** One bar: a day, a week from its Monday, or a month. */
export type Bucket = { key: string; label: string; visits: number; signUps: number };

const counts = { '30d': 30, '90d': 13, '12m': 12 } as const;
const dayLabel = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });
const monthLabel = new Intl.DateTimeFormat('en-GB', { month: 'short', year: 'numeric', timeZone: 'UTC' });

/** The day's own bucket: the first of its days, as YYYY-MM-DD. */
function keyOf(date: string, range: PlotRange): string {
  if (range === '30d') return date;
  if (range === '12m') return `${date.slice(0, 7)}-01`;
  const day = new Date(`${date}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() - ((day.getUTCDay() + 6) % 7));
  return day.toISOString().slice(0, 10);
}

function before(key: string, range: PlotRange): string {
  const day = new Date(`${key}T00:00:00Z`);
  if (range === '12m') day.setUTCMonth(day.getUTCMonth() - 1);
  else day.setUTCDate(day.getUTCDate() - (range === '30d' ? 1 : 7));
  return day.toISOString().slice(0, 10);
}

/** The sums of a range that ends with today, the earliest first; days of nothing too. `today` is YYYY-MM-DD. */
export function bucketsOf(days: readonly Day[], range: PlotRange, today: string): Bucket[] {
  const format = range === '12m' ? monthLabel : dayLabel;
  const buckets: Bucket[] = [];
  for (let key = keyOf(today, range); buckets.length < counts[range]; key = before(key, range)) {
    buckets.unshift({ key, label: format.format(new Date(`${key}T00:00:00Z`)), visits: 0, signUps: 0 });
  }
  const byKey = new Map(buckets.map((bucket) => [bucket.key, bucket]));
  for (const { date, visits, signUps } of days) {
    const bucket = byKey.get(keyOf(date, range));
    if (!bucket) continue;
    bucket.visits += visits;
    bucket.signUps += signUps;
  }
  return buckets;
}
