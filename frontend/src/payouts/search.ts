import * as v from 'valibot';
import { oneOf, text } from '~/lib/search-params';

const withdrawalDialogs = ['cancel', 'reject', 'pay', 'fail', 'return'] as const;

/** What the address of a list of withdrawals says. */
export const withdrawalsSearch = v.object({ after: text, before: text });

/** What the address of one withdrawal says; `batch` is the payout batch from which one came. */
export const withdrawalSearch = v.object({ dialog: oneOf(withdrawalDialogs), batch: text });

export type WithdrawalSearch = v.InferOutput<typeof withdrawalSearch>;

export type WithdrawalDialog = (typeof withdrawalDialogs)[number];
export type WithdrawalsSearch = v.InferOutput<typeof withdrawalsSearch>;

const pageSize = 25;

export function pageVariables({ after, before }: WithdrawalsSearch) {
  return before ? { last: pageSize, before } : { first: pageSize, after };
}
