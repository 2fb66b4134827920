import { graphql } from '~/lib/graphql';

export const ReadAuthorization = graphql(`
  mutation ReadAuthorization($input: ReadAuthorizationInput!) {
    readAuthorization(input: $input) {
      clientName byProgram scopes returnsTo seen
      userErrors { code field message }
    }
  }
`);

export const ApproveAuthorization = graphql(`
  mutation ApproveAuthorization($input: ApproveAuthorizationInput!) {
    approveAuthorization(input: $input) { redirectTo userErrors { code field message } }
  }
`);

export const DeclineAuthorization = graphql(`
  mutation DeclineAuthorization($input: DeclineAuthorizationInput!) {
    declineAuthorization(input: $input) { redirectTo userErrors { code field message } }
  }
`);
