import { graphql } from '~/lib/graphql';

export const RequestPasswordReset = graphql(`
  mutation RequestPasswordReset($input: RequestPasswordResetInput!) {
    requestPasswordReset(input: $input) { ok userErrors { code field message } }
  }
`);

export const PasswordResetQuery = graphql(`
  query PasswordReset($token: String!) {
    passwordReset(token: $token) { status }
  }
`);

export const ResetPassword = graphql(`
  mutation ResetPassword($input: ResetPasswordInput!) {
    resetPassword(input: $input) { ok userErrors { code field message } }
  }
`);

export const RegistrationQuery = graphql(`
  query Registration($token: String!) {
    registration(token: $token) { email status expiresAt partner { name } }
  }
`);

export const InvitationOfferQuery = graphql(`
  query InvitationOffer($token: String!) {
    invitation(token: $token) { email role status expiresAt invitedBy hasLogIn partner { name } }
  }
`);

export const RegisterMember = graphql(`
  mutation RegisterMember($input: RegisterMemberInput!) {
    registerMember(input: $input) {
      member { id }
      userErrors { code field message }
    }
  }
`);

export const ResendOwnRegistration = graphql(`
  mutation ResendOwnRegistration($input: ResendRegistrationInput!) {
    resendRegistration(input: $input) { ok userErrors { code field message } }
  }
`);
