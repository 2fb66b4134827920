import { graphql } from '~/lib/graphql';

export const SessionsQuery = graphql(`
  query Sessions {
    sessions { id createdAt lastSeenAt userAgent ipAddress current }
  }
`);

export const EndSession = graphql(`
  mutation EndSession($input: EndSessionInput!) {
    endSession(input: $input) { ok userErrors { code field message } }
  }
`);

export const GrantsQuery = graphql(`
  query Grants {
    oauthGrants(first: 100) { nodes { id clientName scopes createdAt lastUsedAt } }
  }
`);

export const RevokeGrant = graphql(`
  mutation RevokeGrant($input: RevokeGrantInput!) {
    revokeGrant(input: $input) { ok userErrors { code field message } }
  }
`);

export const PasskeysQuery = graphql(`
  query Passkeys {
    passkeys { id name deviceType createdAt lastUsedAt }
  }
`);

export const StartAddingPasskey = graphql(`
  mutation StartAddingPasskey($input: StartAddingPasskeyInput!) {
    startAddingPasskey(input: $input) { options userErrors { code field message } }
  }
`);

export const AddPasskey = graphql(`
  mutation AddPasskey($input: AddPasskeyInput!) {
    addPasskey(input: $input) { passkey { id } userErrors { code field message } }
  }
`);

export const RemovePasskey = graphql(`
  mutation RemovePasskey($input: RemovePasskeyInput!) {
    removePasskey(input: $input) { ok userErrors { code field message } }
  }
`);

export const ChangeEmail = graphql(`
  mutation ChangeEmail($input: ChangeEmailInput!) {
    changeEmail(input: $input) { ok userErrors { code field message } }
  }
`);

export const OutsideLoginsQuery = graphql(`
  query OutsideLogins {
    outsideLogins { id issuer linkedAt lastUsedAt }
  }
`);

export const UnlinkOutsideLogin = graphql(`
  mutation UnlinkOutsideLogin($input: UnlinkOutsideLoginInput!) {
    unlinkOutsideLogin(input: $input) { ok userErrors { code field message } }
  }
`);

export const TotpQuery = graphql(`
  query Totp {
    totp { confirmedAt recoveryCodesLeft }
  }
`);

export const EnrollTotp = graphql(`
  mutation EnrollTotp($input: EnrollTotpInput!) {
    enrollTotp(input: $input) { secret otpauthUri userErrors { code field message } }
  }
`);

export const ConfirmTotp = graphql(`
  mutation ConfirmTotp($input: ConfirmTotpInput!) {
    confirmTotp(input: $input) { recoveryCodes userErrors { code field message } }
  }
`);

export const RemoveTotp = graphql(`
  mutation RemoveTotp($input: RemoveTotpInput!) {
    removeTotp(input: $input) { ok userErrors { code field message } }
  }
`);

export const RenewRecoveryCodes = graphql(`
  mutation RenewRecoveryCodes($input: RenewRecoveryCodesInput!) {
    renewRecoveryCodes(input: $input) { recoveryCodes userErrors { code field message } }
  }
`);
