import { describe, expect, it } from 'vitest';
import { isDay, startOfDay } from './days';

describe('a day of the program', () => {
  it('begins at its midnight, wherever the browser is', () => {
    expect(startOfDay('2026-12-01', 'UTC')).toBe('2026-12-01T00:00:00.000Z');
    expect(startOfDay('2026-12-01', 'Asia/Kolkata')).toBe('2026-11-30T18:30:00.000Z');
    expect(startOfDay('2026-12-01', 'America/Los_Angeles')).toBe('2026-12-01T08:00:00.000Z');
  });

  it('begins where the clock was before it is changed on that day', () => {
    expect(startOfDay('2026-03-29', 'Europe/Berlin')).toBe('2026-03-28T23:00:00.000Z');
    expect(startOfDay('2026-10-25', 'Europe/Berlin')).toBe('2026-10-24T22:00:00.000Z');
  });

  it('begins after the hour that the clock leaves out at midnight', () => {
    expect(startOfDay('2026-09-06', 'America/Santiago')).toBe('2026-09-06T04:00:00.000Z');
  });

  it('has four digits of its year', () => {
    expect(isDay('2026-12-01')).toBe(true);
    expect(isDay('20266-12-01')).toBe(false);
    expect(isDay('')).toBe(false);
  });
});
