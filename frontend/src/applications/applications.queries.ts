import type { VariablesOf } from 'gql.tada';
import { graphql } from '~/lib/graphql';

export const ApplicationRowFragment = graphql(`
  fragment ApplicationRow on PartnerApplication {
    id companyName website contactName email status submittedAt dueAt overdue
  }
`);

export const ApplicationsQuery = graphql(
  `
  query Applications($filter: ApplicationFilter, $first: Int, $after: String, $last: Int, $before: String) {
    applications(filter: $filter, first: $first, after: $after, last: $last, before: $before) {
      nodes { id ...ApplicationRow }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      totalCount
    }
  }
`,
  [ApplicationRowFragment],
);

export type ApplicationsVariables = VariablesOf<typeof ApplicationsQuery>;

export const ReviewFragment = graphql(`
  fragment Review on PartnerApplication {
    id companyName website contactName email country clientCount platforms message
    status reason answer submittedAt dueAt decidedAt overdue acceptedTermsVersion
    sameDomain { id companyName contactName email status submittedAt message }
    partner { id name }
    registration { status expiresAt }
    timeline(first: 50) { nodes { id at event actor { kind name } reason changes } }
  }
`);

export const ApplicationQuery = graphql(
  `
  query Application($id: ID!) {
    partnerApplication(id: $id) { id ...Review }
  }
`,
  [ReviewFragment],
);

export const ApproveApplication = graphql(
  `
  mutation ApproveApplication($input: ApproveApplicationInput!) {
    approveApplication(input: $input) {
      application { id ...Review }
      userErrors { code field message }
    }
  }
`,
  [ReviewFragment],
);

export const RejectApplication = graphql(
  `
  mutation RejectApplication($input: RejectApplicationInput!) {
    rejectApplication(input: $input) {
      application { id ...Review }
      userErrors { code field message }
    }
  }
`,
  [ReviewFragment],
);

export const RequestApplicationChanges = graphql(
  `
  mutation RequestApplicationChanges($input: RequestApplicationChangesInput!) {
    requestApplicationChanges(input: $input) {
      application { id ...Review }
      userErrors { code field message }
    }
  }
`,
  [ReviewFragment],
);

export const ResendRegistration = graphql(
  `
  mutation ResendRegistration($input: ResendRegistrationInput!) {
    resendRegistration(input: $input) {
      ok
      application { id ...Review }
      userErrors { code field message }
    }
  }
`,
  [ReviewFragment],
);
