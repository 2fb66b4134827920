import type { VariablesOf } from 'gql.tada';
import { graphql } from '~/lib/graphql';

export const AccountRowFragment = graphql(`
  fragment AccountRow on ClientAccount {
    id accountId name website status createdAt loginUrl
    ended { by at reason }
    canRestore
    accessRequest { id status }
  }
`);

export const AccountsQuery = graphql(
  `
  query Accounts($filter: AccountFilter, $sort: AccountSort!, $first: Int, $after: String, $last: Int, $before: String) {
    accounts(filter: $filter, sort: $sort, first: $first, after: $after, last: $last, before: $before) {
      nodes { id ...AccountRow }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      totalCount
      totalCountIsExact
    }
  }
`,
  [AccountRowFragment],
);

export const AccountCountsQuery = graphql(`
  query AccountCounts {
    accountCounts { development transferPending awaitingPlan collaborator inactive }
  }
`);

export const CreateAccount = graphql(`
  mutation CreateAccount($input: CreateAccountInput!) {
    createAccount(input: $input) {
      account { id }
      warnings { code message }
      userErrors { code field message }
    }
  }
`);

export type AccountsVariables = VariablesOf<typeof AccountsQuery>;
