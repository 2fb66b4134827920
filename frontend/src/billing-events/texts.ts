import { formatNumber } from '~/lib/format';

const events = (count: number) => `${formatNumber(count)} ${count === 1 ? 'event' : 'events'}`;

export const inboxTexts = {
  title: 'Billing events',
  lead: 'Plans and payments reported by your billing. What could not be matched waits here, and does nothing until it is.',
  retryAll: 'Try all again',
  table: 'Billing events',
  views: 'Views',
  viewNames: { ACCOUNT: 'Without account', PAYMENT: 'Without payment', ALL: 'All' },
  types: 'Type',
  anyType: 'Any type',
  typeNames: {
    PLAN_SELECTED: 'Plan selected',
    PAYMENT: 'Payment',
    REFUND: 'Refund',
    CHARGEBACK: 'Chargeback',
    CHARGEBACK_REVERSED: 'Chargeback reversed',
    PLAN_CANCELLED: 'Plan cancelled',
  },
  search: 'Account ID',
  filters: 'Filters',
  fromSource: (source: string) => `From ${source}`,
  onlySource: (source: string) => `Only events from ${source}`,
  removeFilter: (text: string) => `Remove the filter ${text}`,
  columns: {
    event: 'Event',
    account: 'Account',
    amount: 'Amount',
    standing: 'What it waits for',
    occurred: 'Happened',
  },
  plan: (plan: string) => `Plan ${plan}`,
  matched: 'Matched',
  looksLike: (payment: string) => `Looks like payment ${payment}, told under another id. Both count.`,
  ofPayment: (payment: string) => `of payment ${payment}`,
  waits: {
    ACCOUNT: {
      title: 'No such account',
      mend: () => 'Matched once the account is registered. If it was mistyped, try again with the right one.',
    },
    PAYMENT: {
      title: 'Its payment is missing',
      mend: (payment: string | null) =>
        `Counts once the same source tells the payment ${payment} of this account and currency.`,
    },
  },
  total: (count: number, exact: boolean) => `${exact ? '' : 'More than '}${events(count)}`,
  none: {
    ACCOUNT: {
      title: 'All accounts are known',
      text: 'An event of an account that nobody has registered appears here.',
    },
    PAYMENT: {
      title: 'No payment is missing',
      text: 'A refund or chargeback that came before its payment appears here, until the payment is told.',
    },
    ALL: { title: 'Nothing was told yet', text: 'Plans and payments reported by your billing appear here.' },
  },
  nothing: { title: 'No event matches', text: 'Nothing in this view fits the filters.' },
  clear: 'Clear the filters',
};

export const inboxSelectionTexts = {
  labelAll: 'Select all events on this page',
  label: ({ externalId }: { externalId: string }) => `Select ${externalId}`,
};

export const retryTexts = {
  bar: 'Actions for the selected events',
  selected: (count: number) => `${formatNumber(count)} selected`,
  clear: 'Clear selection',
  retry: 'Try again',
  title: (count: number) => `Try ${events(count)} again?`,
  text: 'Their accounts are looked for once more. What they tell is applied as if it were told now.',
  account: 'Account ID, if all are of one account',
  accountHint: 'Optional: where the number was mistyped. An event that has its account keeps it.',
  titleAll: 'Try all events again?',
  textAll: 'Every event whose account is registered by now finds it, 500 at once. The others go on waiting.',
  report: 'What became of each event',
  foundNone: 'No account that was missing is registered yet. All events go on waiting.',
  outcomes: { RECORDED: 'Matched', DUPLICATE: 'Known', UNMATCHED: 'Still no account', REJECTED: 'Not changed' },
  finish: 'Done',
};
