import { formatMoney, formatNumber } from '~/lib/format';
import type { Withdrawable } from './withdrawable';

const hours = (count: number) => (count === 1 ? 'one hour' : `${formatNumber(count)} hours`);

export const methodTypeTexts = { BANK: 'Bank account', PAYPAL: 'PayPal', STRIPE: 'Stripe' };

export const withdrawalsTexts = {
  title: 'Withdrawals',
  lead: 'What you asked to be paid, and where it stands.',
  back: 'Rewards',
  table: 'Withdrawals',
  columns: { amount: 'Amount', to: 'To', status: 'Status', requested: 'Asked for', reference: 'Reference' },
  panel: 'Withdrawals',
  all: 'See all withdrawals',
  withdraw: 'Withdraw',
  none: {
    title: 'Nothing withdrawn yet',
    text: 'Withdraw whenever you like: what is available is reserved at once, approved by the partnerships team, then paid.',
  },
  total: (count: number, exact: boolean) =>
    `${exact ? '' : 'More than '}${formatNumber(count)} ${count === 1 ? 'withdrawal' : 'withdrawals'}`,
};

export const withdrawTexts = {
  title: 'Withdraw rewards',
  currency: 'Currency',
  amount: 'Amount',
  available: (amount: string) => `${amount} is available.`,
  atLeast: (amount: string) => `The least is ${amount}.`,
  amountWrong: 'Enter an amount such as 12.50',
  tooMuch: (amount: string) => `${amount} can be withdrawn now`,
  tooLittle: (amount: string) => `${amount} is the least that can be withdrawn`,
  to: 'It goes to',
  text: 'The money is reserved at once. The partnerships team approves it, and then it is paid. Until it is approved you can cancel.',
  submit: (amount: string) => `Withdraw ${amount}`,
  submitPlain: 'Withdraw',
  done: (amount: string) => `${amount} is reserved for you, and waits for approval`,
  noMethod: { title: 'Say first where your money is to go', text: 'Then you can withdraw to it.' },
  waits: {
    title: (at: string) => `Your payout method can be used from ${at} on`,
    text: 'A new one waits, so that nobody can lead your money elsewhere unseen.',
  },
  below: {
    title: 'Less is available than can be withdrawn at once',
    text: ({ available, least }: Withdrawable) =>
      `${formatMoney(available)} is available${least ? `; the least is ${formatMoney(least)}` : ''}.`,
  },
  nothing: { title: 'Nothing is available yet', text: 'What is held becomes available when its hold is over.' },
};

export const methodTexts = {
  title: 'Where your money goes',
  add: 'Add a payout method',
  change: 'Change',
  usable: 'In use',
  usableFrom: (at: string) => `Can be used from ${at} on`,
  explained: (count: number) =>
    count > 0
      ? `A new one, your first too, waits ${hours(count)} before it can be used, and all owners are mailed, so that nobody can lead your money elsewhere unseen.`
      : 'All owners are mailed when it changes.',
  none: 'None yet. Give a bank account or a PayPal address to withdraw to.',
  dialog: 'Payout method',
  type: 'How you are paid',
  types: {
    BANK: { title: 'Bank account', text: 'By transfer to an IBAN' },
    PAYPAL: { title: 'PayPal', text: 'To an e-mail address' },
  },
  holderName: 'Account holder',
  holderNameHint: 'As the bank knows the holder.',
  iban: 'IBAN',
  bic: 'BIC',
  bicHint: 'Optional. Where the bank has to be named.',
  email: 'PayPal e-mail',
  password: 'Your password',
  passwordHint: 'Once more, since this decides where money goes.',
  submit: 'Save payout method',
  done: (at: string) => `Saved. It can be used from ${at} on`,
};
