import { formatNumber } from '~/lib/format';

export const homeTexts = {
  hello: (name: string) => `Hello, ${name.split(/\s+/)[0]}`,
  leadMember: 'What waits for you, and what waits for others.',
  leadOperator: 'What waits for the partnerships team.',
  accounts: 'Your accounts',
  accountStates: {
    development: { label: 'Development', who: 'You build' },
    transferPending: { label: 'Transfer pending', who: 'The client accepts' },
    awaitingPlan: { label: 'Waiting for a plan', who: 'The client chooses' },
    collaborator: { label: 'Collaborator', who: 'You look after' },
  },
  columns: { account: 'Account', status: 'Status', created: 'Created' },
  recent: 'Newest accounts',
  allAccounts: 'See all accounts',
  create: 'Create account',
  noAccounts: {
    title: 'Create your first account',
    text: 'Build a development account with your client’s store, then hand it over when it is ready.',
  },
  waiting: {
    title: 'Waiting for the client',
    lead: 'What is stuck or runs out stands first.',
    blocked: 'Change the address: its owner has another account',
    bounced: 'The mail came back: change the address',
    expired: 'The transfer link has expired',
    expires: 'Transfer expires',
    plan: 'Has to choose a plan',
    asked: 'Sent',
    undelivered: 'The mail came back: check with your client',
    yourRequest: 'Your access request',
  },
  credit: {
    title: 'Will I get credit?',
    lead: 'Ask before you start to work on a store.',
    field: 'Website or Account ID',
    missing: 'Enter a website or an Account ID',
    submit: 'Check',
    rules: 'How credit works',
  },
  money: {
    title: 'Rewards',
    open: 'See rewards',
    available: 'Available',
    coming: 'Coming',
    owed: 'Owed',
    thisMonth: 'Earned this month',
    nothingYet: 'Nothing yet',
    nextOn: (day: string) => `next on ${day}`,
  },
  approval: (count: number) =>
    count === 1 ? 'A colleague waits for approval' : `${formatNumber(count)} colleagues wait for approval`,
  approvalText: 'They asked for an account with an address of your company.',
  openTeam: 'Open the team',
  started: 'Getting started',
  startedLead: (done: number, all: number) => `${done} of ${all} steps done`,
  goOn: 'Go on',
  queue: 'Applications to review',
  queueLead: (count: number) =>
    count === 0
      ? 'Nobody is waiting'
      : count === 1
        ? 'One agency is waiting'
        : `${formatNumber(count)} agencies are waiting`,
  queueEmpty: { title: 'All answered', text: 'New applications appear here, the longest waiting first.' },
  openQueue: 'Open the queue',
};

export const stepTexts = {
  title: 'Getting started',
  lead: 'From your application to your first client account.',
  progress: (done: number, all: number) => `${done} of ${all} done`,
  allDone: { title: 'You are set up', text: 'Every step is done. New accounts start from the accounts page.' },
  toAccounts: 'Go to accounts',
  done: 'Done',
  steps: {
    applied: { title: 'Apply to the program', text: 'Your agency is a partner now.' },
    registered: { title: 'Create your log-in', text: 'You sign in with your own e-mail and password.' },
    account: {
      title: 'Create your first account',
      text: 'A development account for a client: you own it while you build the store.',
      action: 'Create account',
    },
    transfer: {
      title: 'Transfer it to your client',
      text: 'When the store is ready, your client accepts it by mail, chooses a plan, and you stay as a collaborator.',
      action: 'Choose an account',
    },
    team: {
      title: 'Invite your colleagues',
      text: 'Everybody gets a log-in of their own to the same accounts.',
      action: 'Invite a colleague',
    },
  },
  video: 'Watch how it works',
  videoLead: 'A short tour of the program.',
  openVideo: 'Open the video',
  help: 'Good to know',
  links: 'Training and resources',
  linksText: 'Courses, brand assets and support documents.',
  api: 'Connect your own tools',
  apiText: 'Everything in the portal is open to your scripts.',
};
