import { formatNumber } from '~/lib/format';

const withdrawals = (count: number) => `${formatNumber(count)} ${count === 1 ? 'withdrawal' : 'withdrawals'}`;
const lookAt = (flagged: number) =>
  `Look at ${flagged === 1 ? 'one' : formatNumber(flagged)} of them first: ${flagged === 1 ? 'it carries' : 'they carry'} flags.`;

export const queueTexts = {
  title: 'Withdrawals',
  lead: 'What partners asked to be paid. Approve it, put it into a batch for the bank, and mark it as paid.',
  batches: 'Payout batches',
  table: 'Withdrawals',
  views: 'Views',
  viewNames: {
    REQUESTED: 'To approve',
    APPROVED: 'To pay',
    PROCESSING: 'At the bank',
    PAID: 'Paid',
    ENDED: 'Ended',
  },
  columns: {
    partner: 'Partner',
    amount: 'Amount',
    to: 'To',
    flags: 'Look at',
    status: 'Status',
    requested: 'Asked for',
  },
  legend: 'What the flags say',
  total: (count: number, exact: boolean) => `${exact ? '' : 'More than '}${withdrawals(count)}`,
  none: {
    REQUESTED: { title: 'All answered', text: 'Withdrawals that wait for approval appear here.' },
    APPROVED: { title: 'Nothing to pay', text: 'What is approved appears here, until it is in a batch or paid.' },
    PROCESSING: { title: 'Nothing at the bank', text: 'What is in a batch appears here, until it is marked as paid.' },
    PAID: { title: 'Nothing is paid yet', text: 'Withdrawals appear here as soon as they are marked as paid.' },
    ENDED: { title: 'Nothing here', text: 'Withdrawals that were rejected, cancelled, or could not be paid.' },
  },
};

export const queueSelectionTexts = {
  labelAll: 'Select all withdrawals on this page',
  label: ({ partner }: { partner: { name: string } }) => `Select the withdrawal of ${partner.name}`,
};

export const queueBarTexts = {
  bar: 'Actions for the selected withdrawals',
  selected: (count: number) => `${formatNumber(count)} selected`,
  clear: 'Clear selection',
  approve: 'Approve',
  batch: (currency: string, count: number) => `Batch in ${currency} (${formatNumber(count)})`,
  byItself: 'These go to no bank account: pay each by itself, and mark it as paid.',
  approveTitle: (count: number) => `Approve ${withdrawals(count)}?`,
  approveText: (sums: string, flagged: number) =>
    `Together: ${sums}. ${flagged > 0 ? `${lookAt(flagged)} ` : ''}Approved withdrawals are paid next; all of them are approved, or none.`,
  approved: (count: number) => `Approved ${withdrawals(count)}`,
  batchTitle: (currency: string) => `A payout batch in ${currency}?`,
  batchText: (count: number, sum: string) =>
    `It holds ${withdrawals(count)}, together ${sum}, with a file for the bank. A batch can’t be changed afterwards.`,
  batched: (sum: string) => `The batch of ${sum} is made`,
  makeBatch: 'Make batch',
};
