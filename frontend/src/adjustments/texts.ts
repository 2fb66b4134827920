import { formatNumber } from '~/lib/format';

export const adjustmentsTexts = {
  title: 'Adjustments',
  lead: 'What your team gives partners, or takes, with a reason that they read.',
  adjust: 'Adjust a balance',
  table: 'Adjustments',
  columns: {
    partner: 'Partner',
    amount: 'Amount',
    status: 'Status',
    requested: 'Asked for',
    by: 'By',
    actions: 'Actions',
  },
  statuses: { REQUESTED: 'Needs a second approval', APPLIED: 'In the balance', REJECTED: 'Not agreed' },
  approve: 'Agree',
  approveLabel: (partner: string) => `Agree to the adjustment of ${partner}`,
  reject: 'Reject',
  rejectLabel: (partner: string) => `Reject the adjustment of ${partner}`,
  total: (count: number, exact: boolean) =>
    `${exact ? '' : 'More than '}${formatNumber(count)} ${count === 1 ? 'adjustment' : 'adjustments'}`,
  first: {
    title: 'Nothing was adjusted yet',
    text: 'Give a partner something extra, or take something back, and say why.',
  },
};

export const adjustTexts = {
  title: 'Adjust a balance',
  partner: 'Partner',
  choose: 'Choose a partner',
  way: 'What to do',
  ways: {
    give: { title: 'Give', text: 'It is available at once' },
    take: { title: 'Take', text: 'What is not available is owed' },
  },
  amount: 'Amount',
  currency: 'Currency',
  reason: 'Reason',
  reasonHint: 'The partner reads it.',
  partnerMissing: 'Choose a partner',
  amountWrong: 'Enter an amount above zero, such as 12.50',
  reasonMissing: 'Say why, the partner reads it',
  text: 'Above the reward plan’s limit somebody else of the team has to agree.',
  submit: 'Adjust',
  applied: 'The balance is adjusted',
  waits: 'Somebody else of the team has to agree',
};

export const decisionTexts = {
  approve: {
    title: (amount: string) => `Agree to ${amount}?`,
    text: (partner: string) => `It goes into the balance of ${partner} at once, who reads the reason.`,
    submit: 'Agree',
    done: 'The balance is adjusted',
  },
  reject: {
    title: (amount: string) => `Reject ${amount}?`,
    text: (partner: string) => `The balance of ${partner} stays as it is.`,
    reason: 'Reason',
    reasonHint: 'For your team alone.',
    reasonMissing: 'Say why',
    submit: 'Reject',
    done: 'The adjustment is rejected',
  },
};
