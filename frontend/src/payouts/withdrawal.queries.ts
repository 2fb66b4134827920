import { graphql } from '~/lib/graphql';

export const WithdrawalDetailFragment = graphql(`
  fragment WithdrawalDetail on Withdrawal {
    id
    status
    amount { amount currencyCode }
    requestedAt
    approvedAt
    paidAt
    endedAt
    reference
    reason
    endToEndId
    flags
    payoutMethod { id type masked }
    requestedBy { id name }
    partner { id name }
    timeline(first: 30) {
      nodes { id at event actor { kind name } reason changes }
    }
  }
`);

export const WithdrawalQuery = graphql(
  `
  query Withdrawal($id: ID!) {
    node(id: $id) { __typename id ... on Withdrawal { id ...WithdrawalDetail } }
  }
`,
  [WithdrawalDetailFragment],
);

export const CancelWithdrawal = graphql(
  `
  mutation CancelWithdrawal($input: CancelWithdrawalInput!) {
    cancelWithdrawal(input: $input) {
      withdrawal { id ...WithdrawalDetail }
      userErrors { code field message }
    }
  }
`,
  [WithdrawalDetailFragment],
);

export const RejectWithdrawal = graphql(
  `
  mutation RejectWithdrawal($input: RejectWithdrawalInput!) {
    rejectWithdrawal(input: $input) {
      withdrawal { id ...WithdrawalDetail }
      userErrors { code field message }
    }
  }
`,
  [WithdrawalDetailFragment],
);

export const MarkWithdrawalPaid = graphql(
  `
  mutation MarkWithdrawalPaid($input: MarkWithdrawalPaidInput!) {
    markWithdrawalPaid(input: $input) {
      withdrawal { id ...WithdrawalDetail }
      userErrors { code field message }
    }
  }
`,
  [WithdrawalDetailFragment],
);

export const FailWithdrawal = graphql(
  `
  mutation FailWithdrawal($input: FailWithdrawalInput!) {
    failWithdrawal(input: $input) {
      withdrawal { id ...WithdrawalDetail }
      userErrors { code field message }
    }
  }
`,
  [WithdrawalDetailFragment],
);

export const ReturnWithdrawal = graphql(
  `
  mutation ReturnWithdrawal($input: ReturnWithdrawalInput!) {
    returnWithdrawal(input: $input) {
      withdrawal { id ...WithdrawalDetail }
      userErrors { code field message }
    }
  }
`,
  [WithdrawalDetailFragment],
);
