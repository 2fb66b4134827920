import type { ResultOf } from 'gql.tada';
import { grouped } from '~/lib/money';
import { evidenceTexts } from '~/ui/evidence-texts';
import type { PointFragment } from './performance.queries';
import type { Split } from './question';
import { performanceTexts as texts } from './texts';

export type Point = ResultOf<typeof PointFragment>;
export type Money = Point['earned'];
/** What belongs to one client, source or partner; the points of all that are not among the largest together. */
export type Group = { key: string; name: string; others?: boolean; points: Point[] };

/** How many are told apart in a plot, beside all others together. */
const mostGroups = 5;

/** The points of each currency, that with the most rewards first: sums of two can't be compared. */
export function byCurrency(points: readonly Point[]): { currencyCode: Money['currencyCode']; points: Point[] }[] {
  const found = grouped(points, ({ earned }) => earned.currencyCode);
  const rewards = (some: Point[]) => some.reduce((all, { rewardCount }) => all + rewardCount, 0);
  return [...found]
    .map(([currencyCode, some]) => ({ currencyCode, points: some }))
    .toSorted((one, other) => rewards(other.points) - rewards(one.points));
}

/** What a point belongs to, by what it was split. */
export function groupOf({ account, evidence, partner }: Point, split: Split): { key: string; name: string } {
  if (split === 'CLIENT' && account) return { key: account.id, name: account.name ?? account.accountId };
  if (split === 'SOURCE' && evidence) return { key: evidence, name: evidenceTexts[evidence] };
  if (split === 'PARTNER' && partner) return { key: partner.id, name: partner.name };
  return { key: '', name: split === 'NONE' ? texts.earned : texts.unknown };
}

/** Points of one currency in the groups that a plot tells apart, the largest first; the small ones come together. */
export function groupsOf(points: readonly Point[], split: Split): Group[] {
  const found = grouped(points, (point) => groupOf(point, split).key);
  const groups = [...found.values()].map((some) => ({ ...groupOf(some[0] as Point, split), points: some }));
  const size = (group: Group) => group.points.reduce((all, { earned }) => all + Number(earned.amount), 0);
  const sorted = groups.toSorted((one, other) => size(other) - size(one));
  // One alone keeps its name.
  if (sorted.length <= mostGroups + 1) return sorted;
  const rest = sorted.slice(mostGroups);
  const name = texts.others(rest.length);
  return [
    ...sorted.slice(0, mostGroups),
    { key: 'others', name, others: true, points: rest.flatMap((group) => group.points) },
  ];
}
