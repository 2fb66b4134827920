import { graphql } from '~/lib/graphql';

export const AdjustmentFragment = graphql(`
  fragment Adjustment on BalanceAdjustment {
    id reason status requestedAt decidedAt
    requestedBy { id name }
    decidedBy { id name }
    amount { amount currencyCode }
    partner { id name }
  }
`);

export const AdjustmentsQuery = graphql(
  `
  query BalanceAdjustments($first: Int, $after: String, $last: Int, $before: String) {
    balanceAdjustments(first: $first, after: $after, last: $last, before: $before) {
      nodes { id ...Adjustment }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      totalCount
      totalCountIsExact
    }
  }
`,
  [AdjustmentFragment],
);

/** In what the program reckons where nobody says otherwise. */
export const CurrencyQuery = graphql(`
  query ProgramCurrency { program { currencyCode } }
`);

export const AdjustBalance = graphql(
  `
  mutation AdjustBalance($input: AdjustBalanceInput!) {
    adjustBalance(input: $input) {
      adjustment { id ...Adjustment }
      userErrors { code field message }
    }
  }
`,
  [AdjustmentFragment],
);

export const ApproveAdjustment = graphql(
  `
  mutation ApproveAdjustment($input: ApproveAdjustmentInput!) {
    approveAdjustment(input: $input) {
      adjustment { id ...Adjustment }
      userErrors { code field message }
    }
  }
`,
  [AdjustmentFragment],
);

export const RejectAdjustment = graphql(
  `
  mutation RejectAdjustment($input: RejectAdjustmentInput!) {
    rejectAdjustment(input: $input) {
      adjustment { id ...Adjustment }
      userErrors { code field message }
    }
  }
`,
  [AdjustmentFragment],
);
