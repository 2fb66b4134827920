import { graphql } from '~/lib/graphql';

export const RequestAccount = graphql(`
  mutation RequestAccount($input: RequestAccountInput!) {
    requestAccount(input: $input) { ok userErrors { code field message } }
  }
`);

export const EmailVerificationQuery = graphql(`
  query EmailVerification($token: String!) {
    emailVerification(token: $token) { email status expiresAt hasLogIn outcome partnerName }
  }
`);

export const VerifyEmail = graphql(`
  mutation VerifyEmail($input: VerifyEmailInput!) {
    verifyEmail(input: $input) { status userErrors { code field message } }
  }
`);
