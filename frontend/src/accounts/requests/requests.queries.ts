import type { VariablesOf } from 'gql.tada';
import { graphql } from '~/lib/graphql';

export const RequestRowFragment = graphql(`
  fragment RequestRow on AccessRequest {
    id accountId status message createdAt sentAt expiresAt mailsSent canResendAt bouncedAt endedAt reason
    account { id name }
  }
`);

export const AccessRequestsQuery = graphql(
  `
  query AccessRequests($filter: AccessRequestFilter, $first: Int, $after: String, $last: Int, $before: String) {
    accessRequests(filter: $filter, first: $first, after: $after, last: $last, before: $before) {
      nodes { id ...RequestRow }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      totalCount
      totalCountIsExact
    }
  }
`,
  [RequestRowFragment],
);

export const RequestAccess = graphql(
  `
  mutation RequestAccess($input: RequestAccessInput!) {
    requestAccess(input: $input) {
      accessRequest { id ...RequestRow }
      userErrors { code field message }
    }
  }
`,
  [RequestRowFragment],
);

export const ResendAccessRequest = graphql(
  `
  mutation ResendAccessRequest($input: ResendAccessRequestInput!) {
    resendAccessRequest(input: $input) {
      accessRequest { id ...RequestRow }
      userErrors { code field message }
    }
  }
`,
  [RequestRowFragment],
);

export const CancelAccessRequest = graphql(
  `
  mutation CancelAccessRequest($input: CancelAccessRequestInput!) {
    cancelAccessRequest(input: $input) {
      accessRequest { id ...RequestRow }
      userErrors { code field message }
    }
  }
`,
  [RequestRowFragment],
);

export type AccessRequestsVariables = VariablesOf<typeof AccessRequestsQuery>;
