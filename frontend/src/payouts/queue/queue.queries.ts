import { graphql } from '~/lib/graphql';

export const QueueRowFragment = graphql(`
  fragment QueueRow on Withdrawal {
    id
    status
    amount { amount currencyCode }
    requestedAt
    flags
    payoutMethod { id type masked }
    partner { id name }
  }
`);

export const QueueQuery = graphql(
  `
  query WithdrawalQueue($filter: WithdrawalFilter, $first: Int, $after: String, $last: Int, $before: String) {
    withdrawals(filter: $filter, first: $first, after: $after, last: $last, before: $before) {
      nodes { id ...QueueRow }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      totalCount
      totalCountIsExact
    }
  }
`,
  [QueueRowFragment],
);

export const ApproveWithdrawals = graphql(`
  mutation ApproveWithdrawals($input: ApproveWithdrawalsInput!) {
    approveWithdrawals(input: $input) {
      withdrawals {
        id status approvedAt
        timeline(first: 30) { nodes { id at event actor { kind name } reason changes } }
      }
      userErrors { code field message }
    }
  }
`);

export const CreatePayoutBatch = graphql(`
  mutation CreatePayoutBatch($input: CreatePayoutBatchInput!) {
    createPayoutBatch(input: $input) {
      payoutBatch { id amount { amount currencyCode } withdrawals { id status } }
      userErrors { code field message }
    }
  }
`);
