import * as v from 'valibot';
import { oneOf, text } from '~/lib/search-params';

export const rewardViews = ['PENDING', 'AVAILABLE', 'IN_WITHDRAWAL', 'PAID', 'REVERSED'] as const;

/** What the address of the page says; without `status` it lists every reward. */
export const rewardsSearch = v.object({
  status: oneOf(rewardViews),
  after: text,
  before: text,
  dialog: oneOf(['withdraw', 'payout-method']),
});

export type RewardsSearch = v.InferOutput<typeof rewardsSearch>;

const pageSize = 25;

export function rewardsVariables({ status, after, before }: RewardsSearch) {
  const chosen = status ? [status] : undefined;
  return before ? { status: chosen, last: pageSize, before } : { status: chosen, first: pageSize, after };
}

/** Where the server writes the same list as CSV, with all its pages. */
export function rewardsCsv({ status }: RewardsSearch): string {
  return status ? `/files/rewards.csv?status=${status}` : '/files/rewards.csv';
}
