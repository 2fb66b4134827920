import { isDay } from '~/lib/days';
import type { PerformanceSearch } from './search';
import { performanceTexts as texts } from './texts';

export type Interval = NonNullable<PerformanceSearch['interval']>;
/** From one day to another, both with it, as YYYY-MM-DD. */
export type Days = { from: string; to: string };

const mostPeriods = 120;
const daysOf = { DAY: 1, WEEK: 7, MONTH: 30 } as const;
const dayMilliseconds = 86_400_000;
// As many whole months as the server tells at once, and a few days less.
const mostDays = mostPeriods * daysOf.MONTH;

const moved = (day: string, days: number) => iso(new Date(Date.parse(day) + days * dayMilliseconds));
const iso = (at: Date) => at.toISOString().slice(0, 10);

/** The first day of the month that lies so many months before the day's own. */
function monthStart(day: string, monthsBefore = 0): string {
  const [year = 0, month = 1] = day.split('-').map(Number);
  return iso(new Date(Date.UTC(year, month - 1 - monthsBefore, 1)));
}

/** The days that the address stands for. Own days may come in any order, and reach back ten years at most. */
export function daysOfSearch({ range, from, to }: PerformanceSearch, today: string): Days {
  const lastMonthEnd = moved(monthStart(today), -1);
  switch (range) {
    case 'month':
      return { from: monthStart(today), to: today };
    case 'last-month':
      return { from: monthStart(lastMonthEnd), to: lastMonthEnd };
    case '30d':
      return { from: moved(today, -29), to: today };
    case 'year':
      return { from: `${today.slice(0, 4)}-01-01`, to: today };
    case 'own': {
      const last = isDay(to) ? to : today;
      const first = isDay(from) ? from : monthStart(last, 11);
      const [early, late] = first < last ? [first, last] : [last, first];
      const earliest = moved(late, -mostDays);
      return { from: early < earliest ? earliest : early, to: late };
    }
    default:
      return { from: monthStart(today, 11), to: today };
  }
}

/** How long the periods may be: never more than the server tells at once. */
export function intervalsFor({ from, to }: Days): Interval[] {
  const days = (Date.parse(to) - Date.parse(from)) / dayMilliseconds + 1;
  // Whole weeks reach beyond both ends.
  return (['DAY', 'WEEK', 'MONTH'] as const).filter(
    (each) => each === 'MONTH' || days / daysOf[each] < mostPeriods - 1,
  );
}

/** The interval of the address where it fits the days; else days for some weeks, and months for longer. */
export function intervalOf(search: PerformanceSearch, days: Days): Interval {
  const fitting = intervalsFor(days);
  if (search.interval && fitting.includes(search.interval)) return search.interval;
  return Date.parse(days.to) - Date.parse(days.from) <= 62 * dayMilliseconds ? 'DAY' : 'MONTH';
}

const formats = {
  DAY: {
    label: new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' }),
    words: new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' }),
  },
  MONTH: {
    label: new Intl.DateTimeFormat('en-GB', { month: 'short', year: 'numeric', timeZone: 'UTC' }),
    words: new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' }),
  },
};

/** "3 Nov 2026" */
export function calendarDay(day: string): string {
  return formats.DAY.words.format(new Date(day));
}

/** What a period is called in full: "November 2026", "3 Nov 2026"; a week by its Monday. */
export function periodWords(startsOn: string, interval: Interval): string {
  return interval === 'MONTH' ? formats.MONTH.words.format(new Date(startsOn)) : calendarDay(startsOn);
}

/** The periods as a plot shows them, by their first days. */
export function slotsOf(starts: readonly string[], interval: Interval) {
  return starts.map((startsOn) => {
    const words = periodWords(startsOn, interval);
    return {
      key: startsOn,
      label: formats[interval === 'MONTH' ? 'MONTH' : 'DAY'].label.format(new Date(startsOn)),
      words: interval === 'WEEK' ? texts.weekFrom(words) : words,
    };
  });
}
