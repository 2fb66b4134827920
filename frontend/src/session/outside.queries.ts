import { graphql } from '~/lib/graphql';

export const FinishOutsideLogin = graphql(`
  mutation FinishOutsideLogin($input: FinishOutsideLoginInput!) {
    finishOutsideLogin(input: $input) { nextPath userErrors { code field message } }
  }
`);
