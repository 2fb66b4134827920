import { formatNumber } from '~/lib/format';

const accounts = (count: number) => `${formatNumber(count)} ${count === 1 ? 'account' : 'accounts'}`;

export const teamTexts = {
  title: 'Team',
  lead: 'Everybody has a log-in of their own. New members open every account unless you choose otherwise.',
  invite: 'Invite member',
  members: 'Members',
  columns: { member: 'Member', role: 'Role', opens: 'Opens', lastSeen: 'Last seen', actions: 'Actions' },
  you: 'You',
  allAccounts: 'All accounts',
  chosenAccounts: (count: number) => accounts(count),
  never: 'Not yet',
  now: 'Now',
  total: (count: number) => (count === 1 ? '1 person' : `${formatNumber(count)} people`),
  actionsFor: (name: string) => `Actions for ${name}`,
  edit: 'Change role and accounts',
  remove: 'Remove from the team',
  leave: 'Leave the team',
  invitations: 'Invitations',
  invitationsLead: 'They have been asked in and have not joined yet.',
  invitedAs: (role: string, by: string) => `${role}, invited by ${by}`,
  expires: 'Expires',
  expired: 'Expired',
  resend: 'Resend',
  resendLabel: (email: string) => `Resend the invitation of ${email}`,
  resent: (email: string) => `A fresh link is on its way to ${email}`,
  revoke: 'Revoke',
  revokeLabel: (email: string) => `Revoke the invitation of ${email}`,
  waiting: 'Waiting for approval',
  waitingLead: 'They asked for an account with an address of your company.',
  approve: 'Approve',
  approveLabel: (name: string) => `Approve ${name}`,
  approved: (name: string) => `${name} is in your team now`,
  decline: 'Decline',
  declineLabel: (name: string) => `Decline ${name}`,
};

export const fieldTexts = {
  email: 'E-mail',
  emailHint: 'Only this address can use the invitation.',
  emailMissing: 'Enter the e-mail address of your colleague',
  role: 'Role',
  which: 'Which accounts',
  all: { title: 'All accounts', text: 'Also those to come' },
  chosen: { title: 'Chosen accounts', text: 'Lists and figures show these alone' },
  ownerOpensAll: 'Choose another role to give chosen accounts alone.',
  search: 'Search accounts',
  chosenList: 'Chosen accounts',
  remove: (name: string) => `Take ${name} away`,
  more: (count: number) => `${formatNumber(count)} more: type to find them`,
  nothing: 'No account matches',
  noneChosen: 'Choose one account at least',
};

export const dialogTexts = {
  invite: {
    title: 'Invite a colleague',
    submit: 'Send invitation',
    done: (email: string) => `${email} is invited`,
  },
  edit: { title: (name: string) => `Role and accounts of ${name}`, submit: 'Save', done: 'Saved' },
  remove: {
    title: (name: string) => `Remove ${name}?`,
    points: [
      'Log-ins to this portal and access tokens end at once.',
      'Clients made by this person go on: revoke those of which the secret may be known.',
      'What was done stays, with the name beside it.',
      'Transfers and requests that are open go on: they are your team’s.',
    ],
    submit: 'Remove',
    done: (name: string) => `${name} is removed`,
  },
  leave: {
    title: 'Leave the team?',
    points: [
      'You are signed out at once, and come back only when somebody invites you.',
      'What you did stays, with your name beside it.',
      'Transfers and requests that are open go on: they are your team’s.',
    ],
    submit: 'Leave',
  },
  revoke: {
    title: 'Revoke the invitation?',
    text: (email: string) => `The link that was mailed to ${email} stops working. You can invite them again later.`,
    submit: 'Revoke',
    done: 'The invitation is revoked',
  },
  decline: {
    title: (name: string) => `Decline ${name}?`,
    text: (email: string) => `${email} does not come in. They can be invited later.`,
    submit: 'Decline',
    done: (name: string) => `${name} is declined`,
  },
};
