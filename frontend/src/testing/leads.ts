/** Leads, referral links and policies, as the API answers. */

import { inDays } from './accounts';

type Fields = Record<string, unknown>;

export const leadRights = ['VIEW_LEADS', 'EDIT_LEADS', 'CHECK_CREDIT', 'VIEW_CREDIT_POLICY'];

export function leadOf(fields: Fields = {}) {
  return {
    __typename: 'Lead',
    id: 'lead_1',
    website: 'northwind.example',
    company: 'Northwind Outfitters',
    contactName: null,
    contactEmail: null,
    note: null,
    expectedPlan: null,
    status: 'OPEN',
    registeredAt: inDays(-10),
    protectedUntil: inDays(80.5),
    extendedAt: null,
    canExtend: true,
    mixedScript: false,
    endedAt: null,
    reason: null,
    registeredBy: { __typename: 'TeamMember', id: 'memb_1', name: 'Ada Moreau' },
    partner: { __typename: 'Partner', id: 'part_1', name: 'Brightside Agency' },
    timeline: { __typename: 'TimelineEntryConnection', nodes: [] },
    ...fields,
  };
}

export const leadCounts = (fields: Fields = {}) => ({
  leadCounts: {
    __typename: 'LeadCounts',
    open: 11,
    inReview: 1,
    won: 2,
    lost: 1,
    expired: 0,
    withdrawn: 0,
    refused: 0,
    most: 50,
    ...fields,
  },
});

export function linkOf(fields: Fields = {}) {
  return {
    __typename: 'ReferralLink',
    id: 'ref_1',
    name: 'Newsletter',
    code: 'brightside',
    url: 'https://portal.northbeam.example/r/brightside',
    active: true,
    visits: 40,
    signUps: 3,
    botVisits: 5,
    repeatedVisits: 2,
    createdAt: inDays(-100),
    days: [],
    ...fields,
  };
}

export function policyOf(fields: Fields = {}) {
  return {
    __typename: 'CreditPolicy',
    id: 'cpol_1',
    version: 1,
    publishedAt: '2026-01-02T10:00:00Z',
    order: ['DIRECT', 'CREATED', 'LEAD', 'REFERRAL'],
    referralDays: 90,
    leadDays: 60,
    protection: true,
    note: null,
    words: ['Whoever pays already is no new client.'],
    ...fields,
  };
}
