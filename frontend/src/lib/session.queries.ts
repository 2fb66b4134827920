import { graphql } from './graphql';

/** Who is signed in and whose program this is: what every page needs. */
export const SessionQuery = graphql(`
  query Session {
    viewer {
      member { id name email role partner { id name status } }
      operator { id name email role }
      permissions
    }
    program { name supportEmail logoUrl vendorUrl testClock now }
  }
`);

export const AdvanceClock = graphql(`
  mutation AdvanceClock($input: AdvanceClockInput!) {
    advanceClock(input: $input) { now userErrors { code field message } }
  }
`);

export const SignOut = graphql(`
  mutation SignOut($input: SignOutInput!) {
    signOut(input: $input) { ok userErrors { code field message } }
  }
`);
