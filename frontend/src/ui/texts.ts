import type { ErrorCode } from '~/lib/errors';

/** "time zone" for timeZone and time_zone. */
function fieldWords(field: string): string {
  const words = field.replaceAll('_', ' ').replaceAll(/([a-z])([A-Z])/g, '$1 $2');
  return words.replace(/ code$/i, '').toLowerCase();
}

export const uiTexts = {
  copy: (what: string) => `Copy ${what}`,
  copied: 'Copied',
  retry: 'Try again',
  cancel: 'Cancel',
  undo: 'Undo',
  close: 'Close',
  showTyped: 'Show what is typed',
  optional: 'Optional',
  previousPage: 'Previous',
  nextPage: 'Next',
  pages: 'Pages',
  loading: 'Loading',
  none: '—',
  opensInNewTab: 'opens in a new tab',
  skipToContent: 'Skip to content',
  pageTitle: (title: string, program?: string) => (program ? `${title} · ${program}` : title),
  sortBy: (column: string) => `Sort by ${column.toLowerCase()}`,
  timelineEmpty: 'Nothing has happened yet.',
  changed: (fields: string[]) => `Changed ${fields.map(fieldWords).join(', ')}`,
  due: 'Due',
  overdue: 'Overdue, was due',
};

export const failureTexts: Record<ErrorCode, { title: string; advice: string }> = {
  UNAUTHENTICATED: { title: 'You are signed out', advice: 'Please sign in again to go on.' },
  FORBIDDEN: {
    title: 'You have no right to see this',
    advice: 'Ask an owner of your team, or the people who run the program, if you need it.',
  },
  BAD_USER_INPUT: {
    title: 'This could not be understood',
    advice: 'The request was not in order. Reload the page, and write to support if that does not help.',
  },
  THROTTLED: {
    title: 'A little too fast',
    advice: 'There were too many tries in a short time. Wait a minute and try again.',
  },
  INTERNAL: { title: 'Something went wrong on our side', advice: 'Nothing was lost. Try again in a moment.' },
  NETWORK: { title: 'No connection', advice: 'The portal cannot be reached. Check your network and try again.' },
};

export const statusTexts = {
  DEVELOPMENT: 'Development account',
  TRANSFER_PENDING: 'Ownership transfer pending',
  AWAITING_PLAN: 'Waiting for a plan',
  COLLABORATOR: 'Collaborator access',
  INACTIVE: 'Inactive account',
  SUBMITTED: 'Submitted',
  ACTION_REQUIRED: 'Action required',
  APPROVED: 'Approved',
  REJECTED: 'Rejected',
  PENDING: 'Waiting for the client',
  DECLINED: 'Declined',
  CANCELLED: 'Cancelled',
  EXPIRED: 'Expired',
} as const;

export const actorTexts = {
  MEMBER: 'A team member',
  OPERATOR: 'The partnerships team',
  CLIENT: 'The client',
  TOOL: 'A connected tool',
  APPLICANT: 'The applicant',
  SYSTEM: 'The portal',
} as const;

/** Public event types in words; an unknown one is read out as it is. */
const eventTexts: Record<string, string> = {
  'account.created': 'Account created',
  'account.confirmed': 'Account ready at the vendor',
  'account.failed': 'Account could not be made at the vendor',
  'account.updated': 'Details changed',
  'account.archived': 'Account archived',
  'account.restored': 'Account restored',
  'account.registered': 'Account made known by the vendor',
  'account.closed': 'Account closed at the vendor',
  'account.moved': 'Account moved here from another partner',
  'account.owner_changed': 'The account has a new owner',
  'account.transfer_sent': 'Ownership transfer sent to the client',
  'account.transfer_reminded': 'Client reminded of the transfer',
  'account.transfer_accepted': 'Transfer accepted: the client owns the account',
  'account.transfer_declined': 'Transfer declined by the client',
  'account.transfer_cancelled': 'Transfer cancelled',
  'account.transfer_expired': 'Transfer link expired',
  'account.transfer_blocked': 'Transfer blocked: the addressee owns another account',
  'account.mail_bounced': 'Mail to the client came back',
  'account.plan_selected': 'Plan chosen by the client',
  'account.plan_cancelled': 'Plan cancelled by the client',
  'account.plan_reminded': 'Client reminded to choose a plan',
  'account.access_requested': 'Access requested',
  'account.access_request_resent': 'Access request mailed again',
  'account.access_granted': 'Access granted by the client',
  'account.access_declined': 'Access request declined by the client',
  'account.access_request_cancelled': 'Access request cancelled',
  'account.access_request_expired': 'Access request expired',
  'account.access_ended': 'Access ended',
  'account.partner_unblocked': 'Requests of the partner allowed again',
  'client_link.sent': 'Link to the list of accesses mailed to the client',
  'application.submitted': 'Application sent',
  'application.changes_requested': 'More information asked for',
  'application.answered': 'Answer sent',
  'application.approved': 'Application approved',
  'application.rejected': 'Application rejected',
  'partner.approved': 'Partner approved',
  'application.repeated': 'Applied again with the same e-mail',
  'member.joined': 'Joined the team',
  'registration.sent': 'Registration link sent',
};

export function eventText(event: string): string {
  const words = event.replaceAll(/[._]/g, ' ');
  return eventTexts[event] ?? words.charAt(0).toUpperCase() + words.slice(1);
}
