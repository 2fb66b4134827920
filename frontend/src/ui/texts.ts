import type { ErrorCode } from '~/lib/errors';

/** "time zone" for timeZone and time_zone. */
export function fieldWords(field: string): string {
  const words = field.replaceAll('_', ' ').replaceAll(/([a-z])([A-Z])/g, '$1 $2');
  return words.replace(/ code$/i, '').toLowerCase();
}

export const uiTexts = {
  noPartner: 'No partner has this name',
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
    advice: 'There were too many tries in a short time.',
  },
  INTERNAL: { title: 'Something went wrong on our side', advice: 'Nothing was lost. Try again in a moment.' },
  NETWORK: { title: 'No connection', advice: 'The portal cannot be reached. Check your network and try again.' },
};

export const actorTexts = {
  MEMBER: 'A team member',
  OPERATOR: 'The partnerships team',
  CLIENT: 'The client',
  TOOL: 'A connected tool',
  APPLICANT: 'The applicant',
  SYSTEM: 'The portal',
} as const;
