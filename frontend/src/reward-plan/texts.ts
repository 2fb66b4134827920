import { formatNumber } from '~/lib/format';

export const plansTexts = {
  title: 'Reward plan',
  lead: 'What partners earn by clients who pay. Partners read it in the same words.',
  current: (version: number, date: string) => `Version ${version} holds since ${date}`,
  currentFromTheStart: (version: number) => `Version ${version} holds from the start`,
  versions: 'Versions',
  versionsLead: 'Each holds for payments from its date on. What was earned never changes.',
  version: (version: number) => `Version ${version}`,
  holds: 'In force',
  from: (date: string) => `From ${date}`,
  fromTheStart: 'from the start',
  show: (version: number) => `Rules of version ${version}`,
  edit: 'Publish a new version',
  summary: (share: string, months: number | null, holdDays: number) =>
    `${share} ${months === null ? 'for life' : `for ${formatNumber(months)} ${months === 1 ? 'month' : 'months'}`}, held for ${formatNumber(holdDays)} ${holdDays === 1 ? 'day' : 'days'}`,
};

export const planFormTexts = {
  title: 'A new version',
  lead: 'Nothing changes until it is published, and what was paid before is never reckoned by it.',
  share: 'Share in percent',
  shareHint: 'Of each payment, without tax.',
  months: 'Months from the first payment',
  forLife: 'As long as the client pays',
  holdDays: 'Days for which a reward is held',
  bonuses: 'Bonus for a client’s first payment',
  minimums: 'The least that can be withdrawn',
  minimumsHint: 'Any amount can be in a currency that is not named.',
  limits: 'Adjustments without a second approval, up to',
  limitsHint: 'In a currency that is not named, each needs a second approval.',
  tiers: 'Tiers by number of paying clients',
  tiersHint: 'Counted on the first of each month.',
  tierName: 'Name',
  tierFrom: 'From clients',
  tierShare: 'Percent',
  ofTier: (field: string, place: number) => `${field} of tier ${place + 1}`,
  currency: 'Currency',
  amount: 'Amount',
  addAmount: (of: string) => `Add a currency to: ${of}`,
  add: 'Add',
  addTier: 'Add a tier',
  remove: (what: string) => `Remove ${what}`,
  holdsFrom: 'For payments from',
  holdsFromHint: 'Optional. From now on where no day is given.',
  note: 'Note',
  noteHint: 'Why it changes; for your team alone.',
  submit: 'Publish',
  shareWrong: 'Enter a percentage from 0 to 100, such as 12.5',
  holdsFromWrong: 'Enter a day',
  monthsWrong: 'Enter a whole number from 1 to 120',
  daysWrong: 'Enter a whole number from 0 to 365',
  amountWrong: 'Enter an amount for each currency, such as 12.50, and each currency once.',
  tierWrong: 'Give each tier a name, how many clients reach it, and its share.',
};

export const planPreviewTexts = {
  changes: 'What changes',
  none: 'Nothing: these are the settings that hold now.',
  words: 'As partners would read it',
};

export const publishPlanTexts = {
  title: (version: number) => `Publish version ${version}?`,
  text: (from: string | null) =>
    `It holds for payments from ${from ?? 'now'} on. A published version can’t be changed, only followed by another.`,
  word: 'publish',
  typed: 'Type “publish” to confirm',
  notTyped: 'Type the word “publish”',
  submit: 'Publish',
  done: (version: number) => `Version ${version} is published`,
};
