/** Accounts and what hangs on them, as the API answers. */

type Fields = Record<string, unknown>;

export const rights = [
  'VIEW_ACCOUNTS',
  'CREATE_ACCOUNTS',
  'EDIT_ACCOUNTS',
  'TRANSFER_ACCOUNTS',
  'REQUEST_ACCESS',
  'LEAVE_ACCOUNTS',
];

export function accountOf(status: string, fields: Fields = {}) {
  return {
    __typename: 'ClientAccount',
    id: 'acct_1',
    accountId: '65f1c0ffee0000000000001a',
    name: 'Northwind',
    website: 'northwind.example',
    status,
    accessLevel: status === 'DEVELOPMENT' ? 'OWNER' : 'NONE',
    ownerEmail: null,
    plan: null,
    hasPlan: false,
    provisioning: 'READY',
    provisioningReason: null,
    platform: null,
    country: null,
    currencyCode: null,
    timeZone: null,
    createdAt: '2026-01-01T00:00:00Z',
    nudgedAt: null,
    ended: null,
    canRestore: false,
    loginUrl: null,
    transfer: null,
    accessRequest: null,
    accesses: [],
    credit: null,
    timeline: { __typename: 'TimelineEntryConnection', nodes: [] },
    ...fields,
  };
}

/** So many days from now, as the API writes times. */
export const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();

export function transferOf(fields: Fields = {}) {
  return {
    __typename: 'OwnershipTransfer',
    id: 'tran_1',
    toEmail: 'clara@store.example',
    status: 'PENDING',
    sentAt: inDays(-2),
    expiresAt: inDays(28.5),
    blocked: false,
    bouncedAt: null,
    endedAt: null,
    reason: null,
    ...fields,
  };
}

export function requestOf(fields: Fields = {}) {
  return {
    __typename: 'AccessRequest',
    id: 'req_1',
    accountId: '65f1c0ffee0000000000001a',
    account: null,
    status: 'PENDING',
    message: 'Please let us in.',
    createdAt: inDays(-8),
    sentAt: inDays(-8),
    expiresAt: inDays(82.5),
    mailsSent: 1,
    canResendAt: inDays(-1),
    bouncedAt: null,
    endedAt: null,
    reason: null,
    ...fields,
  };
}

export const endedBy = (by: string, reason: string | null = null) => ({
  __typename: 'AccessEnded',
  by,
  at: '2026-01-02T00:00:00Z',
  reason,
});

/** One page of a list, which is all of it. */
export function pageOf(type: string, nodes: Fields[]) {
  return {
    __typename: `${type}Connection`,
    nodes,
    pageInfo: {
      __typename: 'PageInfo',
      hasNextPage: false,
      hasPreviousPage: false,
      startCursor: null,
      endCursor: null,
    },
    totalCount: nodes.length,
    totalCountIsExact: true,
  };
}

export const refusal = (message: string, field: string[] | null = null, code = 'INVALID') => [
  { __typename: 'UserError', code, field, message },
];
