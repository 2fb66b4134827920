import { formatNumber } from '~/lib/format';

export const reservedTexts = {
  title: 'Reserved websites',
  lead: 'Stores that your own sales are working on. While a website is reserved, its client counts for no partner.',
  reserve: 'Reserve websites',
  table: 'Reserved websites',
  columns: { website: 'Website', state: 'State', until: 'Until', reserved: 'Reserved', actions: 'Actions' },
  until: (date: string) => `Until ${date}`,
  active: 'Reserved',
  over: 'Over',
  released: 'Released',
  release: 'Release',
  releaseLabel: (website: string) => `Release ${website}`,
  total: (count: number, exact: boolean) =>
    `${exact ? '' : 'More than '}${formatNumber(count)} ${count === 1 ? 'reservation' : 'reservations'}`,
  first: {
    title: 'Nothing is reserved',
    text: 'Reserve the stores that your own sales speak with, so that partners know before they start.',
  },
};

export const reserveTexts = {
  title: 'Reserve websites',
  websites: 'Websites',
  websitesHint: 'One on each line, 500 at most.',
  websitesMissing: 'Enter one website at least',
  until: 'Until',
  untilMissing: 'Choose a day',
  note: 'Note',
  noteHint: 'For your team alone.',
  submit: 'Reserve',
  done: (count: number) => `${formatNumber(count)} ${count === 1 ? 'website' : 'websites'} reserved`,
  report: 'What became of each website',
  finish: 'Done',
  outcomes: { RESERVED: 'Reserved', EXTENDED: 'Extended', REJECTED: 'Not reserved' },
};

export const releaseTexts = {
  title: (website: string) => `Release ${website}?`,
  text: 'Partners may register it at once, and its client can count for them.',
  submit: 'Release',
  done: (website: string) => `${website} is free`,
};
