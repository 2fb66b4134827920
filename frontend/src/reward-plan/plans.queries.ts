import { graphql } from '~/lib/graphql';

export const RewardPlanFragment = graphql(`
  fragment PlanVersion on RewardPlan {
    id version publishedAt holdsFrom rateBps months holdDays note words
    tiers { name fromPayingClients rateBps }
    firstPaymentBonuses { currencyCode amount { amount currencyCode } }
    minimumWithdrawals { currencyCode amount { amount currencyCode } }
    adjustmentLimits { currencyCode amount { amount currencyCode } }
  }
`);

/** All versions, the newest first, and which of them holds now. */
export const RewardPlansQuery = graphql(
  `
  query RewardPlans {
    rewardPlans(first: 50) { nodes { id ...PlanVersion } }
    program { rewardPlan { id } }
  }
`,
  [RewardPlanFragment],
);

/** What settings would say, were they published, and what differs from the plan that holds now. */
export const RewardPlanDraftQuery = graphql(`
  query RewardPlanDraft($input: RewardPlanInput!) {
    rewardPlanDraft(input: $input) { words changes }
  }
`);

export const PublishRewardPlan = graphql(
  `
  mutation PublishRewardPlan($input: PublishRewardPlanInput!) {
    publishRewardPlan(input: $input) {
      rewardPlan { id ...PlanVersion }
      userErrors { code field message }
    }
  }
`,
  [RewardPlanFragment],
);
