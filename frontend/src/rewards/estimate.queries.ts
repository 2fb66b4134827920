import { graphql } from '~/lib/graphql';

export const RewardEstimateQuery = graphql(`
  query RewardEstimate($input: RewardEstimateInput!) {
    rewardEstimate(input: $input) {
      months { number earned { amount currencyCode } }
      firstYear { amount currencyCode }
      words
    }
  }
`);
