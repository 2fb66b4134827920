import { graphql } from '~/lib/graphql';

export const BatchesQuery = graphql(`
  query PayoutBatches($first: Int, $after: String, $last: Int, $before: String) {
    payoutBatches(first: $first, after: $after, last: $last, before: $before) {
      nodes {
        id createdAt fileUrl
        amount { amount currencyCode }
        withdrawals { id status }
      }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      totalCount
      totalCountIsExact
    }
  }
`);

export const BatchQuery = graphql(`
  query PayoutBatch($id: ID!) {
    node(id: $id) {
      __typename
      id
      ... on PayoutBatch {
        id createdAt fileUrl
        amount { amount currencyCode }
        withdrawals {
          id status
          amount { amount currencyCode }
          reference
          payoutMethod { id masked }
          partner { id name }
        }
      }
    }
  }
`);
