import { graphql } from '~/lib/graphql';

export const PointFragment = graphql(`
  fragment EarnedPoint on PerformancePoint {
    startsOn
    endsOn
    earned { amount currencyCode }
    reversed { amount currencyCode }
    paid { amount currencyCode }
    rewardCount
    payingClients
    evidence
    account { id accountId name }
    partner { id name }
  }
`);

export const ConversionFragment = graphql(`
  fragment Conversion on PerformanceConversion {
    startsOn
    registeredLeads
    wonLeads
    transferredAccounts
    payingAccounts
  }
`);

export const PerformanceQuery = graphql(
  `
  query Performance(
    $from: Date!, $to: Date!, $interval: PerformanceInterval!, $groupBy: PerformanceGroup!, $partnerId: ID
  ) {
    performance(from: $from, to: $to, interval: $interval, groupBy: $groupBy, partnerId: $partnerId) {
      periods { startsOn endsOn }
      points { ...EarnedPoint }
      conversions { ...Conversion }
    }
  }
`,
  [PointFragment, ConversionFragment],
);
