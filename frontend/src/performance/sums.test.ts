import { describe, expect, it } from 'vitest';
import { pointOf } from '~/testing/performance';
import { byCurrency, groupsOf, type Point } from './sums';

const clientPoint = (name: string, amount: string) =>
  pointOf('2026-11-01', amount, { account: { id: name, accountId: name, name } }) as Point;
const earnedBy = (...amounts: [string, string][]) => amounts.map(([name, amount]) => clientPoint(name, amount));

describe('points', () => {
  it('stand for each currency by itself, that with the most rewards first', () => {
    const dollars = pointOf('2026-11-01', '900.00', {}, 'USD') as Point;
    const euros = pointOf('2026-11-01', '5.00', { rewardCount: 7 }) as Point;
    expect(byCurrency([dollars, euros]).map(({ currencyCode }) => currencyCode)).toEqual(['EUR', 'USD']);
  });
});

describe('the groups of a plot', () => {
  it('are the largest, and all others together', () => {
    const points = earnedBy(
      ['a', '1.00'],
      ['b', '9.00'],
      ['c', '3.00'],
      ['d', '4.00'],
      ['e', '5.00'],
      ['f', '6.00'],
      ['g', '2.00'],
    );
    const groups = groupsOf([...points, clientPoint('a', '7.50')], 'CLIENT');
    expect(groups.map(({ name }) => name)).toEqual(['b', 'a', 'f', 'e', 'd', '2 others']);
    expect(groups.at(-1)?.points.map(({ earned }) => earned.amount)).toEqual(['3.00', '2.00']);
  });

  it('have no others where there is one more', () => {
    const points = earnedBy(['a', '1.00'], ['b', '9.00'], ['c', '3.00'], ['d', '4.00'], ['e', '5.00'], ['f', '6.00']);
    expect(groupsOf(points, 'CLIENT').map(({ name }) => name)).toEqual(['b', 'f', 'e', 'd', 'c', 'a']);
  });
});
