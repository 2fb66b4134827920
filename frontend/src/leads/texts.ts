import { formatNumber } from '~/lib/format';

export const leadsTexts = {
  title: 'Leads',
  lead: 'Register a website before you work on it: while it is protected, its client counts for you.',
  rules: 'How credit works',
  register: 'Register a lead',
  import: 'Import',
  exportCsv: 'Export',
  exportHint: 'Save what the list shows as CSV',
  openOf: (open: number, most: number) => `${formatNumber(open)} of ${formatNumber(most)} open`,
  full: 'withdraw or close one to register another',
  views: 'Views',
  viewNames: { all: 'All', review: 'To review', open: 'Open', won: 'Won', ended: 'Ended' },
  search: 'Search website or company',
  table: 'Leads',
  columns: {
    website: 'Website',
    partner: 'Partner',
    status: 'Status',
    until: 'Protected until',
    by: 'Registered by',
    registered: 'Registered',
  },
  sort: 'Sort',
  sorts: { NEWEST: 'Newest first', OLDEST: 'Oldest first', ENDING: 'Ending first', WEBSITE: 'Website A–Z' },
  total: (count: number, exact: boolean) =>
    `${exact ? '' : 'More than '}${formatNumber(count)} ${count === 1 ? 'lead' : 'leads'}`,
  first: {
    title: 'Register your first lead',
    text: 'Talking with a store? Register its website, and nobody else can claim its client while the lead runs.',
  },
  nothing: { title: 'No lead matches', text: 'Try fewer letters, or look at all states.' },
  showAll: 'Show all leads',
  lookAlike: 'Look-alike',
  daysLeft: (days: number) => (days === 1 ? '1 day left' : `${formatNumber(days)} days left`),
  lastDay: 'Less than a day left',
  ended: 'Ended',
};

export const operatorLeadsTexts = {
  lead: 'The websites that partners have registered, newest first.',
  empty: { title: 'No leads yet', text: 'They appear here as soon as a partner registers the first one.' },
  allReviewed: { title: 'All reviewed', text: 'Leads that wait for your word appear here.' },
};

export const leadFormTexts = {
  website: 'Store website',
  websiteHint: 'Subdomains and paths don’t matter: one website is one lead.',
  company: 'Company',
  contactName: 'Contact',
  contactEmail: 'Contact’s e-mail',
  expectedPlan: 'Expected plan',
  note: 'Note',
  noteHint: 'For your team. Contact and note are forgotten a year after the lead’s end.',
  websiteMissing: 'Enter the website of the store',
  companyMissing: 'Enter the company behind the website',
};

export const leadDialogTexts = {
  register: {
    title: 'Register a lead',
    submit: 'Register lead',
    done: (website: string, until: string) => `${website} is protected for you until ${until}`,
    inReview: (website: string) => `${website} is protected while the partnerships team looks at it`,
  },
  edit: { title: 'Edit lead', submit: 'Save changes', done: 'Changes saved' },
  extend: {
    title: (website: string) => `Extend the protection of ${website}?`,
    text: 'It runs for as long again, from where it ends now. A lead can be extended once.',
    submit: 'Extend',
    done: () => 'The lead is extended',
  },
  withdraw: {
    title: (website: string) => `Withdraw ${website}?`,
    text: 'The website is free at once, and anybody may register it. You yourself have to wait before you can again.',
    reason: 'Reason',
    reasonHint: 'Optional. Your team reads it in the timeline.',
    submit: 'Withdraw lead',
    done: (website: string) => `${website} is withdrawn`,
  },
  close: {
    title: (website: string) => `Close ${website} as lost?`,
    text: 'Say so when nothing came of it. The website is free at once, and the lead stays in your list.',
    reason: 'Why nothing came of it',
    reasonMissing: 'Say why nothing came of it',
    submit: 'Close lead',
    done: (website: string) => `${website} is closed`,
  },
  refuse: {
    title: (website: string) => `Refuse ${website}?`,
    text: 'The website is free at once. The partner reads your reason.',
    reason: 'Reason',
    reasonMissing: 'Say why, the partner reads it',
    submit: 'Refuse lead',
    done: (website: string) => `${website} is refused`,
  },
};

export const leadTexts = {
  back: 'Leads',
  facts: 'Details',
  timeline: 'What happened',
  edit: 'Edit',
  extend: 'Extend',
  withdraw: 'Withdraw',
  close: 'Close as lost',
  approve: 'Approve',
  refuse: 'Refuse',
  approved: (website: string) => `${website} is approved`,
  next: 'Where it stands',
  registered: 'Registered',
  extended: 'Extended',
  standing: {
    OPEN: {
      title: (date: string) => `Protected for you until ${date}`,
      text: 'If the client signs up while the protection runs, and pays, the client counts for you.',
    },
    IN_REVIEW: {
      title: () => 'The partnerships team looks at it',
      text: 'The website is protected meanwhile. You are told as soon as they have decided.',
    },
    REFUSED: { title: () => 'The partnerships team refused it', text: 'The website is not protected any more.' },
    WON: { title: () => 'Won: the client counts for you', text: 'The client has paid, and is credited to you.' },
    LOST: { title: () => 'Lost', text: 'The website is not protected any more.' },
    EXPIRED: {
      title: (date: string) => `The protection ended on ${date}`,
      text: 'The website is free. After the waiting time you may register it again.',
    },
    WITHDRAWN: { title: () => 'Withdrawn', text: 'The website is free, and anybody may register it.' },
  },
  /** The client has paid, and a decision about credit says so; otherwise the partner has closed it. */
  lostByDecision: { title: () => 'Lost: the client counts otherwise', text: 'The client has paid.' },
  clients: 'See your clients',
  again: 'Register again',
  forOperators: {
    OPEN: {
      title: (date: string) => `Protected for the partner until ${date}`,
      text: 'No other partner can register the website while the protection runs.',
    },
    IN_REVIEW: {
      title: () => 'This lead waits for your word',
      text: 'It protects the website meanwhile, and counts from its registration once you approve it.',
    },
    REFUSED: { title: () => 'Your team refused it', text: 'The website is not protected any more.' },
    WON: { title: () => 'Won: the client counts for the partner', text: 'The client has paid.' },
    EXPIRED: { title: (date: string) => `The protection ended on ${date}`, text: 'The website is free.' },
  },
  lookAlike: {
    title: 'Look closely at this address',
    text: 'It mixes scripts or hides characters, as addresses do that imitate another.',
  },
};
