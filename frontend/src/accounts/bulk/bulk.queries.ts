import { graphql } from '~/lib/graphql';

// The input is called `each`: so the cache knows that it is one of many (lib/cache.ts).

export const ArchiveEach = graphql(`
  mutation ArchiveEach($each: ArchiveAccountInput!) {
    archiveAccount(input: $each) {
      account { id status accessLevel canRestore ended { by at reason } }
      userErrors { code field message }
    }
  }
`);

export const RestoreEach = graphql(`
  mutation RestoreEach($each: RestoreAccountInput!) {
    restoreAccount(input: $each) {
      account { id status accessLevel canRestore ended { by at reason } }
      userErrors { code field message }
    }
  }
`);

export const ResendEach = graphql(`
  mutation ResendEach($each: ResendTransferInput!) {
    resendTransfer(input: $each) {
      transfer { id toEmail status sentAt expiresAt blocked bouncedAt }
      userErrors { code field message }
    }
  }
`);

export const CancelEach = graphql(`
  mutation CancelEach($each: CancelTransferInput!) {
    cancelTransfer(input: $each) {
      account { id status accessLevel transfer { id status endedAt reason } }
      userErrors { code field message }
    }
  }
`);

export const WithdrawEach = graphql(`
  mutation WithdrawEach($each: WithdrawAccessInput!) {
    withdrawAccess(input: $each) {
      account { id status accessLevel canRestore ended { by at reason } }
      userErrors { code field message }
    }
  }
`);
