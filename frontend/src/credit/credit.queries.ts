import { graphql } from '~/lib/graphql';

export const PolicyFragment = graphql(`
  fragment Policy on CreditPolicy {
    id version publishedAt order referralDays leadDays protection words
  }
`);

export const CreditPolicyQuery = graphql(
  `
  query CreditPolicy {
    program { creditPolicy { id ...Policy } }
  }
`,
  [PolicyFragment],
);

/** Whether a website or an account would count for the partner, if nothing else came. */
export const CreditCheckQuery = graphql(`
  query CreditCheck($input: CreditCheckInput!) {
    creditCheck(input: $input) { outcome explanation website accountId }
  }
`);
