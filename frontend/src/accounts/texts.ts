import { formatNumber } from '~/lib/format';

export const listTexts = {
  title: 'Accounts',
  lead: 'Every client account you build, hand over or look after.',
  restricted: (count: number) =>
    `You see ${formatNumber(count)} chosen ${count === 1 ? 'account' : 'accounts'} of your agency.`,
  create: 'Create account',
  details: (name: string) => `Details of ${name}`,
  exportCsv: 'Export',
  exportHint: 'Save what the list shows as CSV',
  views: 'Views',
  active: 'Active',
  archived: 'Archived',
  search: 'Search name, website or Account ID',
  status: 'Status',
  statusFilter: (count: number) => (count > 0 ? `Status · ${count}` : 'Status'),
  clearFilters: 'Clear filters',
  columns: {
    account: 'Account',
    status: 'Status',
    accountId: 'Account ID',
    created: 'Created',
    ended: 'Ended',
    actions: 'Actions',
  },
  requestAgain: 'Request again',
  total: (count: number, exact: boolean) =>
    `${exact ? '' : 'More than '}${formatNumber(count)} ${count === 1 ? 'account' : 'accounts'}`,
  table: 'Accounts',
  sort: 'Sort',
  sorts: { NEWEST: 'Newest first', OLDEST: 'Oldest first', NAME: 'Name A–Z', NAME_REVERSED: 'Name Z–A' },
  first: {
    title: 'Create your first account',
    text: 'Build a development account with your client’s store, then hand it over when it is ready.',
  },
  nothing: { title: 'No account matches', text: 'Try fewer letters, or look at all states.' },
  archiveEmpty: {
    title: 'Nothing archived',
    text: 'Accounts whose access has ended are kept here, with who ended it, when and why.',
  },
  endedBy: { PARTNER: 'by your team', CLIENT: 'by the client', OPERATOR: 'by the program', VENDOR: 'at the vendor' },
};

export const formTexts = {
  name: 'Store name',
  website: 'Store website',
  websiteHint: 'The address where clients will find the store, such as northwind.example',
  platform: 'Platform',
  country: 'Country',
  currency: 'Currency',
  timeZone: 'Time zone',
  choose: 'Not set',
  more: 'Store details',
  moreHint: 'Optional — you can add them later.',
  nameMissing: 'Enter the name of the store',
  websiteMissing: 'Enter the website of the store',
};

export const createTexts = {
  title: 'Create account',
  way: 'Which kind of account',
  choices: {
    development: {
      title: 'Development account',
      text: 'For a new client. You own it while you build, then transfer it.',
    },
    access: {
      title: 'Request access',
      text: 'To an account that your client has already. Your client decides.',
    },
  },
  credit: 'Will I get credit for this website?',
  submit: 'Create account',
  done: (name: string) => `${name} is ready`,
};

export const accountTexts = {
  back: 'Accounts',
  backToClients: 'Clients',
  edit: 'Edit',
  archive: 'Archive',
  facts: 'Details',
  timeline: 'What happened',
  access: 'Your access',
  accessLevels: { OWNER: 'Owner', ADMIN: 'Admin', NONE: 'None' },
  accountId: 'Account ID',
  website: 'Website',
  owner: 'Owner’s e-mail',
  plan: 'Plan',
  planChosen: 'Chosen',
  created: 'Created',
  made: 'At the vendor',
  provisioning: { PENDING: 'Being made', FAILED: 'Could not be made' },
  partners: 'Partners',
  editTitle: 'Edit account',
  save: 'Save changes',
  saved: 'Changes saved',
  archiveTitle: (name: string) => `Archive ${name}?`,
  archiveText: 'It moves to the Archived tab and can be restored at any time. Nothing is deleted.',
  reason: 'Reason',
  reasonHint: 'Optional. Your team reads it in the timeline.',
  archived: (name: string) => `${name} is archived`,
  restored: (name: string) => `${name} is back`,
};

export const operatorListTexts = {
  title: 'Accounts',
  lead: 'The accounts of all partners, newest first.',
  partners: 'Partner',
  nobody: 'Nobody',
  empty: { title: 'No accounts yet', text: 'They appear here as soon as a partner creates the first one.' },
};

export const logInTexts = {
  logIn: 'Log in',
  title: (name: string) => `Log in to ${name}`,
  opens: '(opens the account in a new tab)',
};
