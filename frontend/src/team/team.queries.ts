import { graphql } from '~/lib/graphql';

export const MemberFragment = graphql(`
  fragment Member on TeamMember {
    id name email role status lastSeenAt restricted
    accounts { id accountId name }
  }
`);

export const TeamQuery = graphql(
  `
  query Team($first: Int, $after: String, $last: Int, $before: String) {
    team(first: $first, after: $after, last: $last, before: $before) {
      nodes { id ...Member }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      totalCount
    }
  }
`,
  [MemberFragment],
);

export const InvitationFragment = graphql(`
  fragment Invitation on Invitation {
    id email role status sentAt expiresAt invitedBy restricted
    accounts { id accountId name }
  }
`);

/** Those that wait, and those that waited too long. */
export const InvitationsQuery = graphql(
  `
  query Invitations {
    invitations(filter: { status: [OPEN, EXPIRED] }, first: 100) {
      nodes { id ...Invitation }
      totalCount
    }
  }
`,
  [InvitationFragment],
);

/** The accounts to choose from, by beginnings of their words. */
export const ChoosableAccountsQuery = graphql(`
  query ChoosableAccounts($search: String) {
    accounts(filter: { search: $search, archived: false }, sort: NAME, first: 6) {
      nodes { id accountId name website }
      totalCount
    }
  }
`);

export const InviteMember = graphql(
  `
  mutation InviteMember($input: InviteMemberInput!) {
    inviteMember(input: $input) {
      invitation { id ...Invitation }
      userErrors { code field message }
    }
  }
`,
  [InvitationFragment],
);

export const ResendInvitation = graphql(
  `
  mutation ResendInvitation($input: ResendInvitationInput!) {
    resendInvitation(input: $input) {
      invitation { id ...Invitation }
      userErrors { code field message }
    }
  }
`,
  [InvitationFragment],
);

export const RevokeInvitation = graphql(`
  mutation RevokeInvitation($input: RevokeInvitationInput!) {
    revokeInvitation(input: $input) {
      invitation { id status }
      userErrors { code field message }
    }
  }
`);

export const UpdateMember = graphql(
  `
  mutation UpdateMember($input: UpdateMemberInput!) {
    updateMember(input: $input) {
      member { id ...Member }
      userErrors { code field message }
    }
  }
`,
  [MemberFragment],
);

export const RemoveMember = graphql(`
  mutation RemoveMember($input: RemoveMemberInput!) {
    removeMember(input: $input) {
      member { id status }
      userErrors { code field message }
    }
  }
`);

export const ApproveMember = graphql(
  `
  mutation ApproveMember($input: ApproveMemberInput!) {
    approveMember(input: $input) {
      member { id ...Member }
      userErrors { code field message }
    }
  }
`,
  [MemberFragment],
);

export const DeclineMember = graphql(`
  mutation DeclineMember($input: DeclineMemberInput!) {
    declineMember(input: $input) {
      member { id status }
      userErrors { code field message }
    }
  }
`);
