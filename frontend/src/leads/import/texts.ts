import { formatNumber } from '~/lib/format';

const leads = (count: number) => `${formatNumber(count)} ${count === 1 ? 'lead' : 'leads'}`;

export const importTexts = {
  title: 'Import leads',
  file: 'CSV file',
  hint: 'One row for each website, at most 1,000. The first row names the columns; website and company are needed.',
  choose: 'Choose a file, or drop it here',
  another: 'Choose another file',
  template: 'Download a template',
  templateName: 'leads-template.csv',
  tooLarge: (kilobytes: number, most: number) =>
    `The file has ${formatNumber(kilobytes)} kB, and ${formatNumber(most)} kB are taken at once. Split it into several.`,
  unreadable: 'The file could not be read. Save it as CSV in UTF-8 and choose it again.',
  checking: 'Looking at the rows…',
  submit: (count: number) => `Register ${leads(count)}`,
  preview: {
    registered: (count: number) => `${leads(count)} can be registered`,
    rejected: (count: number) => `${formatNumber(count)} can’t be, and stay out`,
    nothing: 'None of the rows can be registered',
  },
  done: {
    registered: (count: number) => `${leads(count)} registered`,
    rejected: (count: number) => `${formatNumber(count)} could not be`,
  },
  finish: 'Done',
  report: 'What becomes of each row',
  columns: { row: 'Row', website: 'Website', outcome: 'Outcome', why: 'Remarks' },
  outcomes: { REGISTERED: 'Register', REJECTED: 'Leave out' },
  outcomesDone: { REGISTERED: 'Registered', REJECTED: 'Left out' },
  row: (row: number) => `Row ${formatNumber(row)}`,
  onlyRejected: 'Show only what stays out',
};
