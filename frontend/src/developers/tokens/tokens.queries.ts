import { graphql } from '~/lib/graphql';

export const AccessTokenFragment = graphql(`
  fragment AccessTokenRow on AccessToken {
    id name lastCharacters scopes createdAt expiresAt lastUsedAt status ownedBy mine
  }
`);

export const OAuthClientFragment = graphql(`
  fragment OAuthClientRow on OAuthClient {
    id name clientId scopes createdAt lastUsedAt status createdBy
  }
`);

export const AccessTokensQuery = graphql(
  `
  query AccessTokens { accessTokens(first: 100) { nodes { id ...AccessTokenRow } } }
`,
  [AccessTokenFragment],
);

export const OAuthClientsQuery = graphql(
  `
  query OAuthClients { oauthClients(first: 100) { nodes { id ...OAuthClientRow } } }
`,
  [OAuthClientFragment],
);

export const GivenScopesQuery = graphql(`
  query GivenScopes { viewer { accessTokenScopes oauthClientScopes } }
`);

export const CreateAccessToken = graphql(`
  mutation CreateAccessToken($input: CreateAccessTokenInput!) {
    createAccessToken(input: $input) {
      token
      userErrors { code field message }
    }
  }
`);

export const CreateOAuthClient = graphql(`
  mutation CreateOAuthClient($input: CreateOAuthClientInput!) {
    createOAuthClient(input: $input) {
      secret
      oauthClient { id clientId }
      userErrors { code field message }
    }
  }
`);

export const RevokeAccessToken = graphql(
  `
  mutation RevokeAccessToken($input: RevokeAccessTokenInput!) {
    revokeAccessToken(input: $input) {
      accessToken { id ...AccessTokenRow }
      userErrors { code field message }
    }
  }
`,
  [AccessTokenFragment],
);

export const RevokeOAuthClient = graphql(
  `
  mutation RevokeOAuthClient($input: RevokeOAuthClientInput!) {
    revokeOAuthClient(input: $input) {
      oauthClient { id ...OAuthClientRow }
      userErrors { code field message }
    }
  }
`,
  [OAuthClientFragment],
);
