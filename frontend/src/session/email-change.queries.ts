import { graphql } from '~/lib/graphql';

export const EmailChangeQuery = graphql(`
  query EmailChange($token: String!) {
    emailChange(token: $token) { newEmail status expiresAt }
  }
`);

export const ConfirmEmail = graphql(`
  mutation ConfirmEmail($input: ConfirmEmailInput!) {
    confirmEmail(input: $input) { emailChange { newEmail } userErrors { code field message } }
  }
`);
