import { graphql } from '~/lib/graphql';

export const BalanceFragment = graphql(`
  fragment BalanceFigures on Balance {
    currencyCode
    available { amount currencyCode }
    pending { amount currencyCode }
    debt { amount currencyCode }
    inWithdrawal { amount currencyCode }
    paid { amount currencyCode }
  }
`);

export const RewardFragment = graphql(`
  fragment RewardRow on Reward {
    id
    kind
    status
    amount { amount currencyCode }
    reversedAmount { amount currencyCode }
    leftAmount { amount currencyCode }
    baseAmount { amount currencyCode }
    rateBps
    occurredAt
    availableAt
    waitsFor
    waitsUntil
    reason
    account { id accountId name }
  }
`);

export const MoneyQuery = graphql(
  `
  query Money {
    viewer { partner { id balances { ...BalanceFigures } } }
    program { currencyCode rewardPlan { id words } }
  }
`,
  [BalanceFragment],
);

export const RewardsQuery = graphql(
  `
  query Rewards($status: [RewardStatus!], $first: Int, $after: String, $last: Int, $before: String) {
    rewards(filter: { status: $status }, first: $first, after: $after, last: $last, before: $before) {
      nodes { ...RewardRow }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      totalCount
      totalCountIsExact
    }
  }
`,
  [RewardFragment],
);

/** The rewards that are held, of the oldest payments: the next ones that are available are among them. */
export const HeldQuery = graphql(`
  query HeldRewards {
    rewards(filter: { status: [PENDING] }, last: 100) {
      nodes { id availableAt leftAmount { amount currencyCode } }
    }
  }
`);
