import { formatNumber } from '~/lib/format';

export const requestsTexts = {
  title: 'Access requests',
  lead: 'Clients’ accounts that you have asked to work in, and what the clients answered.',
  request: 'Request access',
  table: 'Access requests',
  views: 'Status',
  all: 'All',
  columns: { account: 'Account', message: 'Message', status: 'Status', sent: 'Sent', actions: 'Actions' },
  accountId: 'Account ID',
  total: (count: number, exact: boolean) =>
    `${exact ? '' : 'More than '}${formatNumber(count)} ${count === 1 ? 'request' : 'requests'}`,
  mailed: (count: number) => `Mailed ${count} of 3`,
  expires: 'Expires',
  bounced: 'The mail could not be delivered; check with your client.',
  actionsFor: (account: string) => `Actions for ${account}`,
  resend: 'Resend',
  cancel: 'Cancel request',
  first: {
    title: 'No requests yet',
    text: 'Ask a client who has an account already to let you in. All you need is the Account ID.',
  },
  nothing: { title: 'No request in this state', text: 'Look at all requests, or at another state.' },
  showAll: 'Show all requests',
};

export const requestTexts = {
  title: 'Request access',
  accountId: 'Account ID',
  accountIdHint: 'Your client finds it in the profile menu of the account.',
  accountIdMissing: 'Enter the Account ID',
  message: 'Your message',
  messageHint: 'Your client reads it in the mail. Change it as you like.',
  messageMissing: 'Write a few words to your client',
  prefilled: (member: string, partner: string) =>
    `Hello,\n\nwe would like to work in your account. Please allow ${partner} to enter it; you can see and end our access at any time.\n\n` +
    `Kind regards\n${member}, ${partner}`,
  next: 'Your client gets a mail and has 90 days to answer. You see the answer under Access requests.',
  submit: 'Send request',
  sent: 'The request is on its way to the client',
  tooMany: 'You have tried too many numbers.',
};

export const resendTexts = {
  title: 'Resend the request',
  text: 'Your client gets the mail with your message once more. A request is mailed three times at most.',
  from: (date: string) => `You can resend it from ${date} on. Give your client some days to answer.`,
  never: 'The client was mailed three times. Ask in another way, by phone for example.',
  submit: 'Resend',
  done: 'The client was mailed once more',
};

export const cancelTexts = {
  title: 'Cancel the request?',
  text: 'The link in the mail stops working. You can make a new request later.',
  reason: 'Reason',
  reasonHint: 'Optional. Your team reads it in the timeline.',
  submit: 'Cancel request',
  keep: 'Keep it',
  done: 'The request is cancelled',
};
