const locale = 'en';
const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
const absolute = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });
const dateOnly = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium' });
const numbers = new Intl.NumberFormat(locale);
/** As many as every browser takes. */
const mostDigits = 20;
const regions = new Intl.DisplayNames([locale], { type: 'region', fallback: 'code' });

/** "3 days ago", "in 2 hours", "just now"; both times in milliseconds. */
export function relativeTime(at: number, now: number): string {
  const difference = at - now;
  const size = Math.abs(difference);
  // The clock here goes by steps, so what has just happened may seem to lie ahead.
  if (size < minute) return difference > minute / 2 ? 'in a moment' : 'just now';
  if (size < hour) return relative.format(Math.trunc(difference / minute), 'minute');
  if (size < day) return relative.format(Math.trunc(difference / hour), 'hour');
  if (size < 60 * day) return relative.format(Math.trunc(difference / day), 'day');
  if (size < 700 * day) return relative.format(Math.round(difference / (30.44 * day)), 'month');
  return relative.format(Math.round(difference / (365.25 * day)), 'year');
}

/** "21 Nov 2026, 02:22" in the reader's own time zone. */
export function absoluteTime(at: string): string {
  return absolute.format(new Date(at));
}

export function calendarDate(at: string): string {
  return dateOnly.format(new Date(at));
}

/** "€1,250.50": an amount in major units, to the last digit of its currency and of what was given. */
export function formatMoney({ amount, currencyCode }: { amount: string; currencyCode: string }): string {
  const style = { style: 'currency', currency: currencyCode } as const;
  const { maximumFractionDigits: usual = 0 } = new Intl.NumberFormat(locale, style).resolvedOptions();
  // Of some currencies, such as HUF, browsers leave out the smallest units, which the ledger counts.
  const given = amount.split('.')[1]?.length ?? 0;
  const digits = Math.min(Math.max(usual, given), mostDigits);
  const format = new Intl.NumberFormat(locale, {
    ...style,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return format.format(amount as `${number}`);
}

export function formatNumber(value: number): string {
  return numbers.format(value);
}

/** The English name of an ISO 3166 code; anything else is shown as it was given. */
export function countryName(country: string): string {
  return /^[A-Z]{2}$/.test(country) ? (regions.of(country) ?? country) : country;
}

/** "AM" for "Ada Moreau". */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  const letters = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  return letters.map((word) => word?.[0]?.toUpperCase() ?? '').join('');
}

/** A website without scheme and trailing slash, as people say it. */
export function bareWebsite(website: string): string {
  return website.replace(/^https?:\/\//, '').replace(/\/$/, '');
}

/** Where a website is opened; the scheme may be missing, and only the web's own schemes are followed. */
export function websiteAddress(website: string): string {
  return /^https?:\/\//i.test(website) ? website : `https://${website}`;
}
