import { formatNumber } from '~/lib/format';

const accounts = (count: number) => `${formatNumber(count)} ${count === 1 ? 'account' : 'accounts'}`;
const transfers = (count: number) => `${formatNumber(count)} ${count === 1 ? 'transfer' : 'transfers'}`;

export const bulkTexts = {
  bar: 'Actions for the selected accounts',
  selected: (count: number) => `${formatNumber(count)} selected`,
  clear: 'Clear selection',
  nothing: 'These accounts have no action in common.',
  part: (count: number) => formatNumber(count),
  verbs: {
    archive: 'Archive',
    restore: 'Restore',
    resend: 'Resend transfer',
    'cancel-transfer': 'Cancel transfer',
    withdraw: 'Withdraw access',
  },
  titles: {
    archive: (count: number) => `Archive ${accounts(count)}?`,
    restore: (count: number) => `Restore ${accounts(count)}?`,
    resend: (count: number) => `Resend ${transfers(count)}?`,
    'cancel-transfer': (count: number) => `Cancel ${transfers(count)}?`,
    withdraw: (count: number) => `Withdraw access to ${accounts(count)}?`,
  },
  texts: {
    archive: 'They move to the Archived tab and can be restored at any time.',
    restore: 'They are development accounts again, as they were.',
    resend: 'Each client gets a fresh link that works for 30 days. The earlier links stop working.',
    'cancel-transfer': 'The links that the clients got stop working. You keep the accounts.',
    withdraw: 'You and your team lose access at once. To come back, each client has to agree to a new request.',
  },
  leftOut: (count: number) =>
    count === 1
      ? 'One selected account is left out: its status does not allow this.'
      : `${formatNumber(count)} selected accounts are left out: their status does not allow this.`,
  more: (count: number) => `and ${formatNumber(count)} more`,
  reason: 'Reason',
  reasonHint: 'Optional. It is kept with each account.',
  word: 'withdraw',
  typed: 'Type “withdraw” to confirm',
  notTyped: 'Type the word withdraw',
  progress: (done: number, all: number) => `${formatNumber(done)} of ${formatNumber(all)} done`,
  done: {
    archive: (count: number) => `Archived ${accounts(count)}`,
    restore: (count: number) => `Restored ${accounts(count)}`,
    resend: (count: number) => `Resent ${transfers(count)}`,
    'cancel-transfer': (count: number) => `Cancelled ${transfers(count)}`,
    withdraw: (count: number) => `Withdrew from ${accounts(count)}`,
  },
  failed: (count: number) => `${accounts(count)} could not be changed and ${count === 1 ? 'stays' : 'stay'} selected`,
  dismiss: 'Dismiss',
};
