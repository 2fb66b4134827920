import type { VariablesOf } from 'gql.tada';
import { graphql } from '~/lib/graphql';

export const OperatorAccountRowFragment = graphql(`
  fragment OperatorAccountRow on ClientAccount {
    id accountId name website createdAt
    accesses { partner { id name } status }
  }
`);

export const OperatorAccountsQuery = graphql(
  `
  query OperatorAccounts($filter: AccountFilter, $first: Int, $after: String, $last: Int, $before: String) {
    accounts(filter: $filter, sort: NEWEST, first: $first, after: $after, last: $last, before: $before) {
      nodes { id ...OperatorAccountRow }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      totalCount
      totalCountIsExact
    }
  }
`,
  [OperatorAccountRowFragment],
);

export type OperatorAccountsVariables = VariablesOf<typeof OperatorAccountsQuery>;
