/** Rewards, withdrawals and what hangs on them, as the API answers. */

import { inDays } from './accounts';

type Fields = Record<string, unknown>;

export const moneyRights = [
  'VIEW_REWARDS',
  'VIEW_WITHDRAWALS',
  'WITHDRAW_REWARDS',
  'VIEW_PAYOUT_METHODS',
  'EDIT_PAYOUT_METHODS',
];

export const moneyOf = (amount: string, currencyCode = 'EUR') => ({ __typename: 'Money', amount, currencyCode });

export function balanceOf(available: string, currencyCode = 'EUR', fields: Fields = {}) {
  const nothing = moneyOf('0.00', currencyCode);
  return {
    __typename: 'Balance',
    currencyCode,
    available: moneyOf(available, currencyCode),
    pending: nothing,
    debt: nothing,
    inWithdrawal: nothing,
    paid: nothing,
    ...fields,
  };
}

export function methodOf(fields: Fields = {}) {
  return {
    __typename: 'PayoutMethod',
    id: 'pom_1',
    type: 'BANK',
    masked: 'DE89 •••• 3000',
    createdAt: inDays(-9),
    usableFrom: inDays(-6),
    usable: true,
    replacedAt: null,
    ...fields,
  };
}

export function rewardOf(fields: Fields = {}) {
  return {
    __typename: 'Reward',
    id: 'rew_1',
    kind: 'SHARE',
    status: 'PENDING',
    amount: moneyOf('20.00'),
    reversedAmount: moneyOf('0.00'),
    leftAmount: moneyOf('20.00'),
    baseAmount: moneyOf('100.00'),
    rateBps: 2000,
    occurredAt: inDays(-1),
    availableAt: '2027-01-21T12:00:00Z',
    waitsFor: 'HOLD',
    waitsUntil: '2027-01-21T12:00:00Z',
    reason: null,
    account: {
      __typename: 'ClientAccount',
      id: 'acct_1',
      accountId: '65f1c0ffee0000000000001a',
      name: 'Northwind',
    },
    ...fields,
  };
}

export function withdrawalOf(status: string, fields: Fields = {}) {
  return {
    __typename: 'Withdrawal',
    id: 'wdr_1',
    status,
    amount: moneyOf('120.00'),
    requestedAt: inDays(-1),
    approvedAt: null,
    paidAt: null,
    endedAt: null,
    reference: null,
    reason: null,
    endToEndId: '0123456789abcdef0123456789abcdef',
    flags: [],
    payoutMethod: methodOf(),
    requestedBy: { __typename: 'TeamMember', id: 'memb_1', name: 'Ada Moreau' },
    partner: { __typename: 'Partner', id: 'part_1', name: 'Brightside Agency' },
    timeline: { __typename: 'TimelineEntryConnection', nodes: [] },
    ...fields,
  };
}

export function planOf(fields: Fields = {}) {
  return {
    __typename: 'RewardPlan',
    id: 'plan_1',
    version: 1,
    publishedAt: '1970-01-01T00:00:00Z',
    holdsFrom: '1970-01-01T00:00:00Z',
    rateBps: 2000,
    months: 12,
    holdDays: 30,
    note: null,
    words: ['You earn 20 % of each payment.'],
    tiers: [],
    firstPaymentBonuses: [],
    minimumWithdrawals: [{ __typename: 'PlanAmount', currencyCode: 'EUR', amount: moneyOf('50.00') }],
    adjustmentLimits: [],
    ...fields,
  };
}
