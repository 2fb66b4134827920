import { formatNumber } from '~/lib/format';

const visits = (count: number) => `${formatNumber(count)} ${count === 1 ? 'visit' : 'visits'}`;
const signUps = (count: number) => `${formatNumber(count)} ${count === 1 ? 'sign-up' : 'sign-ups'}`;

export const linksTexts = {
  title: 'Referral links',
  lead: 'Whoever signs up after following one of them counts for you. Give each place a link of its own.',
  rules: 'How credit works',
  create: 'Create link',
  table: 'Referral links',
  columns: { name: 'Name', address: 'Address', visits: 'Visits', signUps: 'Sign-ups', actions: 'Actions' },
  address: (name: string) => `the address of ${name}`,
  off: 'Off',
  qr: (name: string) => `QR code of ${name}`,
  actionsFor: (name: string) => `Actions for ${name}`,
  rename: 'Rename',
  switchOff: 'Switch off',
  switchOn: 'Switch on',
  switchedOff: (name: string) => `${name} leads nowhere now`,
  switchedOn: (name: string) => `${name} is on again`,
  counts: (visited: number, signedUp: number) => `${visits(visited)} · ${signUps(signedUp)}`,
  total: (count: number) => `${formatNumber(count)} ${count === 1 ? 'link' : 'links'}`,
  first: {
    title: 'Create your first link',
    text: 'Put it on your website or into your mails: clients who sign up by it count for you.',
  },
};

export const linkDialogTexts = {
  name: 'Name',
  nameHint: 'Where you use it, such as Newsletter or Fair 2027.',
  nameMissing: 'Enter a name',
  create: {
    title: 'Create a referral link',
    submit: 'Create link',
    done: (name: string) => `${name} is ready to share`,
  },
  rename: { title: (name: string) => `Rename ${name}`, submit: 'Save', done: 'Name saved' },
};

export const qrTexts = {
  title: (name: string) => `QR code: ${name}`,
  alt: (url: string) => `QR code that leads to ${url}`,
  address: 'the address',
  svg: 'Download SVG',
  png: 'Download PNG',
  file: (code: string, kind: string) => `referral-${code}.${kind}`,
};

export const plotTexts = {
  title: 'Visits and sign-ups',
  link: 'Link',
  allLinks: 'All links',
  range: 'Time',
  ranges: { '30d': 'Last 30 days', '90d': 'Last 13 weeks', '12m': 'Last 12 months' },
  slots: { '30d': 'Day', '90d': 'Week from', '12m': 'Month' },
  visits: 'Visits',
  signUps: 'Sign-ups',
  visitWords: visits,
  signUpWords: signUps,
  asTable: 'Show as table',
  asPlot: 'Show as plot',
  none: 'Nobody has followed the links in this time.',
  summary: (visited: number, signedUp: number) => `${visits(visited)} and ${signUps(signedUp)}.`,
  busiest: (slot: string, count: number) => `Most on ${slot}, with ${visits(count)}.`,
  leftOut: (bots: number, repeats: number) =>
    `Not counted: ${visits(bots)} by bots, ${formatNumber(repeats)} opened again within half an hour.`,
};
