import { graphql } from '~/lib/graphql';

export const SignIn = graphql(`
  mutation SignIn($input: SignInInput!) {
    signIn(input: $input) {
      member { id }
      operator { id }
      userErrors { code field message }
    }
  }
`);
