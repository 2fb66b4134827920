import { describe, expect, it } from 'vitest';
import { planOf } from '~/testing/money';
import { draftInput, holdsFromProblem, listsOf, monthsProblemOf, planInput, valuesOf } from './plan-values';
import type { Plan } from './plans-page';

const plan = planOf() as Plan;
const typed = { ...valuesOf(plan), holdsFrom: '2026-12-01' };

describe('what is typed of a plan', () => {
  it('holds from the beginning of the program’s day', () => {
    expect(planInput(typed, listsOf(plan), 'America/Los_Angeles').holdsFrom).toBe('2026-12-01T08:00:00.000Z');
  });

  it('can be drafted while its day is not yet typed to the end', () => {
    expect(holdsFromProblem('20266-12-01')).toBe('Enter a day');
    expect(draftInput({ ...typed, holdsFrom: '20266-12-01' }, listsOf(plan))).toMatchObject({ rateBps: 2000 });
  });

  it('needs its months only where they count', () => {
    expect(monthsProblemOf({ ...typed, months: '' })).toBe('Enter a whole number from 1 to 120');
    expect(monthsProblemOf({ ...typed, months: '', forLife: true })).toBeNull();
  });
});
