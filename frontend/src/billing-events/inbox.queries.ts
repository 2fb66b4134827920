import { graphql } from '~/lib/graphql';

export const BillingEventFragment = graphql(`
  fragment BillingEventRow on BillingEvent {
    id
    source
    externalId
    type
    accountId
    account { id name }
    occurredAt
    plan
    amount { amount currencyCode }
    paymentExternalId
    waitsFor
    looksLike { id externalId source }
  }
`);

export const BillingEventsQuery = graphql(
  `
  query BillingEvents($filter: BillingEventFilter, $first: Int, $after: String, $last: Int, $before: String) {
    billingEvents(filter: $filter, first: $first, after: $after, last: $last, before: $before) {
      nodes { id ...BillingEventRow }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      totalCount
      totalCountIsExact
    }
  }
`,
  [BillingEventFragment],
);

export const RetryBillingEvents = graphql(
  `
  mutation RetryBillingEvents($input: RetryBillingEventsInput!) {
    retryBillingEvents(input: $input) {
      results {
        billingEventId
        outcome
        userErrors { code message }
        billingEvent { id ...BillingEventRow }
      }
      userErrors { code field message }
    }
  }
`,
  [BillingEventFragment],
);
