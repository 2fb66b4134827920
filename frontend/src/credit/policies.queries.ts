import { graphql } from '~/lib/graphql';
import { PolicyFragment } from './credit.queries';

/** All versions; the newest holds. */
export const CreditPoliciesQuery = graphql(
  `
  query CreditPolicies {
    creditPolicies(first: 50) { nodes { id note ...Policy } }
  }
`,
  [PolicyFragment],
);

/** What settings would say, were they published. */
export const PolicyDraftQuery = graphql(`
  query PolicyDraft($input: CreditPolicyInput!) {
    creditPolicyDraft(input: $input) { words }
  }
`);

/** What each preset sets. */
export const PolicyPresetsQuery = graphql(`
  query PolicyPresets {
    DEFAULT: creditPolicyDraft(input: { preset: DEFAULT }) { order referralDays leadDays protection }
    OMNISEND_STYLE: creditPolicyDraft(input: { preset: OMNISEND_STYLE }) { order referralDays leadDays protection }
    KLAVIYO_STYLE: creditPolicyDraft(input: { preset: KLAVIYO_STYLE }) { order referralDays leadDays protection }
  }
`);

export const PublishCreditPolicy = graphql(
  `
  mutation PublishCreditPolicy($input: PublishCreditPolicyInput!) {
    publishCreditPolicy(input: $input) {
      creditPolicy { id note ...Policy }
      userErrors { code field message }
    }
  }
`,
  [PolicyFragment],
);
