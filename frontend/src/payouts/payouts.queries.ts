import { graphql } from '~/lib/graphql';

export const WithdrawalRowFragment = graphql(`
  fragment WithdrawalRow on Withdrawal {
    id
    status
    amount { amount currencyCode }
    requestedAt
    reference
    payoutMethod { id type masked }
  }
`);

export const PayoutMethodFragment = graphql(`
  fragment PayoutMethodFacts on PayoutMethod {
    id type masked createdAt usableFrom usable replacedAt
  }
`);

export const WithdrawalsQuery = graphql(
  `
  query Withdrawals($first: Int, $after: String, $last: Int, $before: String) {
    withdrawals(first: $first, after: $after, last: $last, before: $before) {
      nodes { id ...WithdrawalRow }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      totalCount
      totalCountIsExact
    }
  }
`,
  [WithdrawalRowFragment],
);

/** As many of them as stand beside the rewards. */
export const latestWithdrawals = { first: 5 };

/** Where the money goes, and how long a new place for it waits. */
export const PayoutMethodQuery = graphql(
  `
  query CurrentPayoutMethod {
    payoutMethods(first: 1) { nodes { id ...PayoutMethodFacts } }
    program { payoutMethodWaitHours }
  }
`,
  [PayoutMethodFragment],
);

/** What can be withdrawn, and the least of it. */
export const WithdrawableQuery = graphql(`
  query Withdrawable {
    viewer { partner { id balances { currencyCode available { amount currencyCode } } } }
    program { rewardPlan { id minimumWithdrawals { currencyCode amount { amount currencyCode } } } }
  }
`);

export const UpdatePayoutMethod = graphql(
  `
  mutation UpdatePayoutMethod($input: UpdatePayoutMethodInput!) {
    updatePayoutMethod(input: $input) {
      payoutMethod { id ...PayoutMethodFacts }
      userErrors { code field message }
    }
  }
`,
  [PayoutMethodFragment],
);

export const WithdrawRewards = graphql(
  `
  mutation WithdrawRewards($input: WithdrawRewardsInput!) {
    withdrawRewards(input: $input) {
      withdrawal { id ...WithdrawalRow }
      userErrors { code field message }
    }
  }
`,
  [WithdrawalRowFragment],
);
