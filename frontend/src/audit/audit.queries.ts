import type { VariablesOf } from 'gql.tada';
import { graphql } from '~/lib/graphql';

export const AuditRowFragment = graphql(`
  fragment AuditRow on AuditEvent {
    id at type subjectId ipAddress reason data
    actor { kind id name email }
    partner { id name }
  }
`);

export const AuditQuery = graphql(
  `
  query Audit($filter: AuditFilter, $first: Int, $after: String, $last: Int, $before: String) {
    auditEvents(filter: $filter, first: $first, after: $after, last: $last, before: $before) {
      nodes { id ...AuditRow }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      totalCount
      totalCountIsExact
    }
  }
`,
  [AuditRowFragment],
);

export type AuditVariables = VariablesOf<typeof AuditQuery>;
