import { graphql } from '~/lib/graphql';

export const LeadDetailFragment = graphql(`
  fragment LeadDetail on Lead {
    id website company contactName contactEmail note expectedPlan
    status registeredAt protectedUntil extendedAt canExtend mixedScript endedAt reason
    registeredBy { id name }
    partner { id name }
    timeline(first: 30) {
      nodes { id at event actor { kind name } reason changes }
    }
  }
`);

export const LeadQuery = graphql(
  `
  query Lead($id: ID!) {
    lead(id: $id) { id ...LeadDetail }
  }
`,
  [LeadDetailFragment],
);

export const UpdateLead = graphql(
  `
  mutation UpdateLead($input: UpdateLeadInput!) {
    updateLead(input: $input) {
      lead { id ...LeadDetail }
      userErrors { code field message }
    }
  }
`,
  [LeadDetailFragment],
);

export const ExtendLead = graphql(
  `
  mutation ExtendLead($input: ExtendLeadInput!) {
    extendLead(input: $input) {
      lead { id ...LeadDetail }
      userErrors { code field message }
    }
  }
`,
  [LeadDetailFragment],
);

export const WithdrawLead = graphql(
  `
  mutation WithdrawLead($input: WithdrawLeadInput!) {
    withdrawLead(input: $input) {
      lead { id ...LeadDetail }
      userErrors { code field message }
    }
  }
`,
  [LeadDetailFragment],
);

export const CloseLead = graphql(
  `
  mutation CloseLead($input: CloseLeadInput!) {
    closeLead(input: $input) {
      lead { id ...LeadDetail }
      userErrors { code field message }
    }
  }
`,
  [LeadDetailFragment],
);

export const ApproveLead = graphql(
  `
  mutation ApproveLead($input: ApproveLeadInput!) {
    approveLead(input: $input) {
      lead { id ...LeadDetail }
      userErrors { code field message }
    }
  }
`,
  [LeadDetailFragment],
);

export const RefuseLead = graphql(
  `
  mutation RefuseLead($input: RefuseLeadInput!) {
    refuseLead(input: $input) {
      lead { id ...LeadDetail }
      userErrors { code field message }
    }
  }
`,
  [LeadDetailFragment],
);
