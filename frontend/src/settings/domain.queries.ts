import { graphql } from '~/lib/graphql';

export const DomainVerificationQuery = graphql(`
  query DomainVerification($token: String!) {
    domainVerification(token: $token) { domain partnerName status expiresAt }
  }
`);

export const ConfirmDomain = graphql(`
  mutation ConfirmDomain($input: VerifyDomainInput!) {
    verifyDomain(input: $input) { domain { id } userErrors { code field message } }
  }
`);
