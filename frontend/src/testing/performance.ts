/** Performance over time, as the API answers. */

import { moneyOf } from './money';

type Fields = Record<string, unknown>;

/** What was earned in a month, by two paying clients unless told. */
export function pointOf(startsOn: string, amount: string, fields: Fields = {}, currencyCode = 'EUR') {
  return {
    __typename: 'PerformancePoint',
    startsOn,
    endsOn: startsOn,
    earned: moneyOf(amount, currencyCode),
    reversed: moneyOf('0.00', currencyCode),
    paid: moneyOf('500.00', currencyCode),
    rewardCount: 2,
    payingClients: 2,
    evidence: null,
    account: null,
    partner: null,
    ...fields,
  };
}

export function conversionOf(startsOn: string, fields: Fields = {}) {
  return {
    __typename: 'PerformanceConversion',
    startsOn,
    registeredLeads: 4,
    wonLeads: 1,
    transferredAccounts: 2,
    payingAccounts: 2,
    ...fields,
  };
}

/** The answer for these months. */
export function performanceOf(starts: string[], points: Fields[], conversions: Fields[] = []) {
  const periods = starts.map((startsOn) => ({ __typename: 'PerformancePeriod', startsOn, endsOn: startsOn }));
  return { performance: { __typename: 'Performance', periods, points, conversions } };
}
