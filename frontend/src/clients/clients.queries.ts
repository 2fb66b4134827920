import { graphql } from '~/lib/graphql';

export const WeighedFragment = graphql(`
  fragment Weighed on WeighedAccount {
    credited
    decidedAt
    account { id accountId name website }
    credit { explanation evidence firstPaidAt frozenAt }
  }
`);

export const ClientsQuery = graphql(
  `
  query Clients($credited: Boolean, $first: Int, $after: String, $last: Int, $before: String) {
    weighedAccounts(credited: $credited, first: $first, after: $after, last: $last, before: $before) {
      nodes { ...Weighed }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      totalCount
      totalCountIsExact
    }
  }
`,
  [WeighedFragment],
);
