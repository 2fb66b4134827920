import { graphql } from '~/lib/graphql';

export const CreditFragment = graphql(`
  fragment Credit on Credit {
    credited partner { id name } explanation firstPaidAt decidedAt frozenAt policyVersion
    story
    candidates { partner { id name } evidence outcome reason at }
  }
`);

export const AccountDetailFragment = graphql(
  `
  fragment AccountDetail on ClientAccount {
    id accountId name website status accessLevel loginUrl ownerEmail plan hasPlan provisioning provisioningReason
    platform country currencyCode timeZone createdAt nudgedAt
    ended { by at reason }
    canRestore
    transfer { id toEmail status sentAt expiresAt blocked bouncedAt endedAt reason }
    accessRequest { id accountId status message createdAt sentAt expiresAt mailsSent canResendAt bouncedAt endedAt reason }
    accesses { partner { id name } status accessLevel since }
    credit { ...Credit }
    timeline(first: 30) {
      nodes { id at event actor { kind name } reason changes }
    }
  }
`,
  [CreditFragment],
);

export const AccountQuery = graphql(
  `
  query Account($id: ID!) {
    account(id: $id) { id ...AccountDetail }
  }
`,
  [AccountDetailFragment],
);

export const UpdateAccount = graphql(
  `
  mutation UpdateAccount($input: UpdateAccountInput!) {
    updateAccount(input: $input) {
      account { id ...AccountDetail }
      warnings { code message }
      userErrors { code field message }
    }
  }
`,
  [AccountDetailFragment],
);

export const ArchiveAccount = graphql(
  `
  mutation ArchiveAccount($input: ArchiveAccountInput!) {
    archiveAccount(input: $input) {
      account { id ...AccountDetail }
      userErrors { code field message }
    }
  }
`,
  [AccountDetailFragment],
);

export const RestoreAccount = graphql(
  `
  mutation RestoreAccount($input: RestoreAccountInput!) {
    restoreAccount(input: $input) {
      account { id ...AccountDetail }
      userErrors { code field message }
    }
  }
`,
  [AccountDetailFragment],
);
