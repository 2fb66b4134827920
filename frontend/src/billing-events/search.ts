import * as v from 'valibot';
import { oneOf, text } from '~/lib/search-params';

/** What the events of a view wait for; `ALL` has those that wait for nothing, too. */
export const inboxViews = ['ACCOUNT', 'PAYMENT', 'ALL'] as const;

export type InboxView = (typeof inboxViews)[number];

export const eventTypes = [
  'PAYMENT',
  'REFUND',
  'CHARGEBACK',
  'CHARGEBACK_REVERSED',
  'PLAN_SELECTED',
  'PLAN_CANCELLED',
] as const;

/** What the address of the inbox says; without `view` it shows what waits for an account. */
export const inboxSearch = v.object({
  view: oneOf(inboxViews),
  type: oneOf(eventTypes),
  source: text,
  account: text,
  after: text,
  before: text,
});

export type InboxSearch = v.InferOutput<typeof inboxSearch>;

/** Another question starts at its first page. */
export const firstPage = { after: undefined, before: undefined };

export const isFiltered = ({ type, source, account }: InboxSearch) => Boolean(type || source || account);

const pageSize = 25;

export function inboxVariables({ view = 'ACCOUNT', type, source, account, after, before }: InboxSearch) {
  const page = before ? { last: pageSize, before } : { first: pageSize, after };
  return {
    filter: { waitsFor: view === 'ALL' ? undefined : view, type: type && [type], source, accountId: account },
    ...page,
  };
}
