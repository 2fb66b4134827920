import { formatNumber } from '~/lib/format';

/** What ids begin with, in words. */
const things: Record<string, string> = {
  acct: 'Client account',
  app: 'Application',
  lead: 'Lead',
  resw: 'Reserved website',
  ref: 'Referral link',
  cpol: 'Credit policy',
  mem: 'Team member',
  inv: 'Invitation',
  dom: 'Domain',
  part: 'Partner',
  user: 'Person',
  oac: 'Tool',
  terms: 'Terms',
  whe: 'Webhook endpoint',
};

export const auditTexts = {
  title: 'Audit trail',
  lead: 'Everything that happened, who did it and from where.',
  table: 'Events',
  columns: { event: 'What', who: 'Who', partner: 'Partner', at: 'When', actions: 'More' },
  email: 'E-mail of who did it',
  types: 'What happened',
  anyType: 'Everything',
  kinds: 'Who did it',
  anyKind: 'Anybody',
  anyDay: 'Any day',
  days(from?: string, to?: string): string {
    if (from && to) return from === to ? from : `${from} – ${to}`;
    if (from) return `Since ${from}`;
    return to ? `Until ${to}` : auditTexts.anyDay;
  },
  from: 'From day',
  to: 'To day',
  groups: {
    account: 'Client accounts',
    credit: 'Credit',
    lead: 'Leads',
    website: 'Reserved websites',
    referral_link: 'Referral links',
    client_link: 'Clients’ links',
    application: 'Applications',
    registration: 'Registration',
    partner: 'Partners',
    member: 'Team',
    invitation: 'Invitations',
    join_request: 'Requests for an account',
    domain: 'Domains',
    session: 'Sessions',
    password: 'Passwords',
    operator: 'Operators',
    oauth_client: 'Tools',
    program: 'Program',
    billing: 'Billing',
    webhook_endpoint: 'Webhooks',
  } as Record<string, string>,
  thing: (id: string) => things[id.split('_')[0] ?? ''] ?? 'Something else',
  chips: {
    actor: (name: string | null) => `By ${name ?? 'one person'}`,
    partner: (name: string | null) => `Partner ${name ?? 'chosen'}`,
    subject: (thing: string) => `${thing} chosen`,
    ip: (address: string) => `From ${address}`,
  },
  remove: (filter: string) => `Remove the filter: ${filter}`,
  filters: 'Filters',
  clear: 'Clear filters',
  more: (event: string) => `More about: ${event}`,
  only: {
    actor: 'Only by this person',
    partner: 'Only of this partner',
    subject: 'Only about the same',
    ip: 'Only from this address',
    type: 'Only events like this',
  },
  copyId: 'Copy the event’s id',
  copied: 'The id is copied',
  open: { acct: 'Open the account', app: 'Open the application' },
  total: (count: number, exact: boolean) =>
    exact ? `${formatNumber(count)} ${count === 1 ? 'event' : 'events'}` : `More than ${formatNumber(count)} events`,
  nothing: {
    title: 'No event matches',
    text: 'Nothing like this has happened. Take a filter away, or choose other days.',
  },
  empty: { title: 'Nothing has happened yet', text: 'Whatever is done in the portal is written down here.' },
};
