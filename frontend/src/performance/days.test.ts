import { describe, expect, it } from 'vitest';
import { dayIn } from '~/lib/days';
import { daysOfSearch, intervalOf, intervalsFor, slotsOf } from './days';
import { questionOf } from './question';

const today = '2026-11-22';
const partner = { operator: false, restricted: false };

describe('the days of the address', () => {
  it('begin and end by the program’s time zone', () => {
    const lateInJuly = Date.parse('2026-07-31T22:30:00Z');
    expect(dayIn('Europe/Berlin', lateInJuly)).toBe('2026-08-01');
    expect(dayIn('America/New_York', lateInJuly)).toBe('2026-07-31');
  });

  it.each([
    ['last twelve months', undefined, '2025-12-01', '2026-11-22'],
    ['year', 'year', '2026-01-01', '2026-11-22'],
    ['month', 'month', '2026-11-01', '2026-11-22'],
    ['last month', 'last-month', '2026-10-01', '2026-10-31'],
    ['last thirty days', '30d', '2026-10-24', '2026-11-22'],
  ] as const)('of the %s end today, or with that month', (_name, range, from, to) => {
    expect(daysOfSearch({ range }, today)).toEqual({ from, to });
  });

  it('know how long February is', () => {
    expect(daysOfSearch({ range: 'last-month' }, '2028-03-31')).toEqual({ from: '2028-02-01', to: '2028-02-29' });
  });

  it('may be one’s own, in any order, and never reach further back than can be told', () => {
    const own = (from?: string, to?: string) => daysOfSearch({ range: 'own', from, to }, today);
    expect(own('2026-05-10', '2026-03-01')).toEqual({ from: '2026-03-01', to: '2026-05-10' });
    expect(own('soon', '2026-13-40')).toEqual({ from: '2025-12-01', to: today });
    expect(own('1990-01-01', today)).toEqual({ from: '2017-01-13', to: today });
  });
});

describe('the periods', () => {
  it('are days for some weeks and months for longer, unless others are chosen that can be told', () => {
    const year = daysOfSearch({}, today);
    expect(intervalsFor(year)).toEqual(['WEEK', 'MONTH']);
    expect(intervalOf({}, year)).toBe('MONTH');
    expect(intervalOf({ interval: 'WEEK' }, year)).toBe('WEEK');
    expect(intervalOf({ interval: 'DAY' }, year)).toBe('MONTH');
    expect(intervalOf({}, daysOfSearch({ range: '30d' }, today))).toBe('DAY');
  });

  it('are called shortly on the axis, and in full where they are read', () => {
    expect(slotsOf(['2026-11-01'], 'MONTH')).toEqual([
      { key: '2026-11-01', label: 'Nov 2026', words: 'November 2026' },
    ]);
    expect(slotsOf(['2026-11-02'], 'WEEK')[0]).toMatchObject({ label: '2 Nov', words: 'Week from 2 Nov 2026' });
  });
});

describe('the question', () => {
  it('splits by partner where all are meant, and by client where one is', () => {
    const operator = { operator: true, restricted: false };
    expect(questionOf({ by: 'PARTNER' }, operator, today).groupBy).toBe('PARTNER');
    expect(questionOf({ by: 'CLIENT' }, operator, today).groupBy).toBe('NONE');
    const one = questionOf({ by: 'CLIENT', partnerId: 'part_1' }, operator, today);
    expect(one).toMatchObject({ groupBy: 'CLIENT', partnerId: 'part_1' });
  });

  it('is of his own partner for a member, and by client alone where he is restricted to some', () => {
    const asked = questionOf({ by: 'PARTNER', partnerId: 'part_9' }, partner, today);
    expect(asked).toMatchObject({ groupBy: 'NONE', partnerId: undefined });
    expect(questionOf({}, { operator: false, restricted: true }, today).groupBy).toBe('CLIENT');
  });
});
