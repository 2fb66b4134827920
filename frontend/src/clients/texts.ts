import { formatNumber } from '~/lib/format';

export const clientsTexts = {
  title: 'Your clients',
  lead: 'Every paying client for which your agency was weighed: whom it counts for, and why.',
  table: 'Clients',
  views: 'Which clients',
  viewNames: { all: 'All', counts: 'Count for you', lost: 'Don’t count' },
  columns: { client: 'Client', counts: 'Counts for you', why: 'Why', since: 'Paying since' },
  yes: 'Yes',
  no: 'No',
  counts: 'Counts for you',
  countsNot: 'Does not count',
  unknown: (number: string) => `Account ${number}`,
  nothing: 'None of your evidence is weighed any more.',
  total: (count: number, exact: boolean) =>
    `${exact ? '' : 'More than '}${formatNumber(count)} ${count === 1 ? 'client' : 'clients'}`,
  rules: 'How credit works',
  check: 'Will I get credit?',
  first: {
    title: 'No client has paid yet',
    text: 'As soon as a client pays whom you registered, referred or set up, it stands here with the reason.',
  },
  none: { title: 'No client here', text: 'No client is in this list at the moment.' },
};
