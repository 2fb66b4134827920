import { graphql } from '~/lib/graphql';
import { RewardFragment } from './rewards.queries';

/** One reward with all that led to it: its payment, the decision about the client and the plan's version. */
export const RewardDetailFragment = graphql(
  `
  fragment RewardDetail on Reward {
    ...RewardRow
    withdrawnAmount { amount currencyCode }
    paidAmount { amount currencyCode }
    settledAmount { amount currencyCode }
    account { id credit { explanation } }
    plan { id version words }
  }
`,
  [RewardFragment],
);

export const RewardQuery = graphql(
  `
  query Reward($id: ID!) {
    reward(id: $id) { id ...RewardDetail }
  }
`,
  [RewardDetailFragment],
);
