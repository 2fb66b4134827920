import { formatNumber } from '~/lib/format';

const withdrawals = (count: number) => `${formatNumber(count)} ${count === 1 ? 'withdrawal' : 'withdrawals'}`;

export const batchesTexts = {
  title: 'Payout batches',
  lead: 'Withdrawals that a bank is asked to pay together, each with its file.',
  back: 'Withdrawals',
  table: 'Payout batches',
  columns: { batch: 'Sum', withdrawals: 'Withdrawals', made: 'Made', file: 'File' },
  withdrawals,
  paid(paid: number, all: number): string {
    if (paid === all) return 'all paid';
    return paid === 0 ? 'none paid yet' : `${formatNumber(paid)} of ${formatNumber(all)} paid`;
  },
  download: 'Download file',
  downloadLabel: (sum: string) => `Download file of ${sum}`,
  total: (count: number, exact: boolean) =>
    `${exact ? '' : 'More than '}${formatNumber(count)} ${count === 1 ? 'batch' : 'batches'}`,
  first: { title: 'No batch yet', text: 'Choose approved withdrawals of one currency, and make a batch of them.' },
  toPay: 'See what is to pay',
};

export const batchTexts = {
  back: 'Payout batches',
  title: (sum: string) => `Batch of ${sum}`,
  made: (at: string) => `Made on ${at}`,
  file: 'The bank’s file is ISO 20022 pain.001. Whenever it is fetched it is the same.',
  table: 'Withdrawals of the batch',
  columns: { partner: 'Partner', amount: 'Amount', to: 'To', status: 'Status', action: 'Next' },
  pay: 'Mark as paid',
  payLabel: (partner: string) => `Mark as paid: ${partner}`,
};
