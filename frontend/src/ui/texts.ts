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
  'account.failed': 'Account could not be set up',
  'account.updated': 'Details changed',
  'account.archived': 'Account archived',
  'account.restored': 'Account restored',
  'account.access_ended': 'Access ended',
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
