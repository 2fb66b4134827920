import type { VariablesOf } from 'gql.tada';
import { graphql } from '~/lib/graphql';
import type { LeadsSearch, LeadView } from './search';

const pageSize = 25;

export const LeadRowFragment = graphql(`
  fragment LeadRow on Lead {
    id website company status registeredAt protectedUntil endedAt reason mixedScript
    registeredBy { id name }
    partner { id name }
  }
`);

export const LeadsQuery = graphql(
  `
  query Leads($filter: LeadFilter, $sort: LeadSort!, $first: Int, $after: String, $last: Int, $before: String) {
    leads(filter: $filter, sort: $sort, first: $first, after: $after, last: $last, before: $before) {
      nodes { id ...LeadRow }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      totalCount
      totalCountIsExact
    }
  }
`,
  [LeadRowFragment],
);

export const LeadCountsQuery = graphql(`
  query LeadCounts {
    leadCounts { open inReview won lost expired withdrawn refused most }
  }
`);

export const RegisterLead = graphql(
  `
  mutation RegisterLead($input: RegisterLeadInput!) {
    registerLead(input: $input) {
      lead { id ...LeadRow }
      warnings { code message }
      userErrors { code field message }
    }
  }
`,
  [LeadRowFragment],
);

const statusesOf = {
  review: ['IN_REVIEW'],
  open: ['OPEN', 'IN_REVIEW'],
  won: ['WON'],
  ended: ['LOST', 'EXPIRED', 'WITHDRAWN', 'REFUSED'],
} as const satisfies Record<LeadView, readonly string[]>;

/** Where the server writes the same list as CSV. */
export function leadsCsv({ view, search, sort }: LeadsSearch): string {
  const params = new URLSearchParams();
  for (const status of view ? statusesOf[view] : []) params.append('status', status);
  if (search) params.set('search', search);
  if (sort) params.set('sort', sort);
  const query = params.toString();
  return query ? `/files/leads.csv?${query}` : '/files/leads.csv';
}

/** The question to the API that an address stands for. */
export function leadsVariables({ view, search, sort, after, before }: LeadsSearch): VariablesOf<typeof LeadsQuery> {
  const page = before ? { last: pageSize, before } : { first: pageSize, after };
  const status = view && [...statusesOf[view]];
  return { filter: { status, search: search || undefined }, sort: sort ?? 'NEWEST', ...page };
}
