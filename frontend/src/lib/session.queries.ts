import { graphql } from './graphql';

/** Who is signed in and whose program this is: what every page needs. */
export const SessionQuery = graphql(`
  query Session {
    viewer {
      member { id name email role restricted partner { id name status } }
      memberships { id partner { id name } }
      operator { id name email role }
      permissions
      secondFactorMissing
    }
    program { name supportEmail logoUrl vendorUrl outsideLogin testClock now timeZone }
  }
`);

export const AdvanceClock = graphql(`
  mutation AdvanceClock($input: AdvanceClockInput!) {
    advanceClock(input: $input) { now userErrors { code field message } }
  }
`);

export const SwitchPartner = graphql(`
  mutation SwitchPartner($input: SwitchPartnerInput!) {
    switchPartner(input: $input) { member { id } userErrors { code field message } }
  }
`);

export const SignOut = graphql(`
  mutation SignOut($input: SignOutInput!) {
    signOut(input: $input) { ok userErrors { code field message } }
  }
`);
