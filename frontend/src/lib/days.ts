const dayMilliseconds = 86_400_000;

/** Whether it is a day as YYYY-MM-DD, which there is. */
export const isDay = (day: string | undefined): day is string =>
  day !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(day) && !Number.isNaN(Date.parse(day));

/** The day that it is there at this moment, as YYYY-MM-DD. */
export function dayIn(timeZone: string, now: number): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone }).format(now);
}

/** The first moment of a day there, as an ISO time. */
export function startOfDay(day: string, timeZone: string): string {
  const midnight = Date.parse(day);
  // Clocks may go forward or back on the day: of both offsets around it, the earliest moment that is on the day.
  const moments = [-dayMilliseconds, dayMilliseconds].map((away) => midnight - offsetOf(timeZone, midnight + away));
  const first = Math.min(...moments.filter((moment) => dayIn(timeZone, moment) === day));
  return new Date(first).toISOString();
}

/** How far the clocks there are ahead of UTC, in milliseconds. */
function offsetOf(timeZone: string, at: number): number {
  const onTheClock = new Date(at).toLocaleString('sv-SE', { timeZone });
  return Date.parse(`${onTheClock.replace(' ', 'T')}Z`) - at;
}
