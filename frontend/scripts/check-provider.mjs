// Drives a provider by oauth4webapi, a strict client: {"issuer", "clientId", "secret", "redirectUri", "cookie", "scope"}
// as JSON on stdin, where the cookie is that of somebody who is signed in. Prints what each step came to; what is not as
// the standards say throws.
import { text } from 'node:stream/consumers';
import * as oauth from 'oauth4webapi';

const { issuer, clientId, secret, redirectUri, cookie, scope } = JSON.parse(await text(process.stdin));
// The portal under test is reached by http.
const options = { [oauth.allowInsecureRequests]: true };
const url = new URL(issuer);
const client = { client_id: clientId };
const bySecret = oauth.ClientSecretBasic(secret);
const found = {};

const as = await oauth.processDiscoveryResponse(url, await oauth.discoveryRequest(url, options));
found.discovery = as.issuer;
const byOAuth = await oauth.discoveryRequest(url, { ...options, algorithm: 'oauth2' });
found.metadata = (await oauth.processDiscoveryResponse(url, byOAuth)).token_endpoint;

/** Stands for the browser of whoever is signed in: opens the page that asks, and says yes. */
async function authorize(parameters) {
  const address = new URL(as.authorization_endpoint);
  address.search = new URLSearchParams(parameters).toString();
  const page = await fetch(address, { headers: { cookie }, redirect: 'manual' });
  if (page.status === 303) return new URL(page.headers.get('location'));
  if (page.status !== 200) throw new Error(`${address} answered ${page.status}`);
  const query = `mutation($input: ApproveAuthorizationInput!) {
    approveAuthorization(input: $input) { redirectTo userErrors { message } } }`;
  const answer = await fetch(new URL('/graphql', issuer), {
    method: 'POST',
    headers: { cookie, 'content-type': 'application/json', 'x-portal-csrf': '1' },
    body: JSON.stringify({ query, variables: { input: { query: address.search.slice(1) } } }),
  });
  return new URL((await answer.json()).data.approveAuthorization.redirectTo);
}

/** A code with PKCE, state and nonce, and what it is redeemed for; the signature is checked as well. */
async function logIn(clientAuthentication = bySecret) {
  const verifier = oauth.generateRandomCodeVerifier();
  const [state, nonce] = [oauth.generateRandomState(), oauth.generateRandomNonce()];
  const callback = await authorize({
    client_id: clientId,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope,
    state,
    nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  });
  const checked = oauth.validateAuthResponse(as, client, callback, state);
  const response = await oauth.authorizationCodeGrantRequest(
    as,
    client,
    clientAuthentication,
    checked,
    redirectUri,
    verifier,
    options,
  );
  const tokens = await oauth.processAuthorizationCodeResponse(as, client, response, {
    expectedNonce: nonce,
    requireIdToken: true,
  });
  await oauth.validateApplicationLevelSignature(as, response, options);
  return tokens;
}

const own = await oauth.clientCredentialsGrantRequest(as, client, bySecret, new URLSearchParams(), options);
found.clientCredentials = (await oauth.processClientCredentialsResponse(as, client, own)).token_type;

for (const [name, method] of [
  ['code', bySecret],
  ['codeByForm', oauth.ClientSecretPost(secret)],
]) {
  found[name] = oauth.getValidatedIdTokenClaims(await logIn(method)).sub;
}

const tokens = await logIn();
const { sub } = oauth.getValidatedIdTokenClaims(tokens);
const info = await oauth.userInfoRequest(as, client, tokens.access_token, options);
found.userInfo = (await oauth.processUserInfoResponse(as, client, sub, info)).email;

const renewal = await oauth.refreshTokenGrantRequest(as, client, bySecret, tokens.refresh_token, options);
const renewed = await oauth.processRefreshTokenResponse(as, client, renewal);
found.refresh = renewed.refresh_token !== tokens.refresh_token;

async function introspect(token) {
  const response = await oauth.introspectionRequest(as, client, bySecret, token, options);
  return oauth.processIntrospectionResponse(as, client, response);
}
found.introspection = (await introspect(renewed.access_token)).sub === sub;
await oauth.processRevocationResponse(
  await oauth.revocationRequest(as, client, bySecret, renewed.refresh_token, options),
);
found.revocation = [await introspect(renewed.access_token), await introspect(renewed.refresh_token)].map(
  ({ active }) => active,
);

async function refusal(attempt) {
  try {
    await attempt();
  } catch (error) {
    if (!(error instanceof oauth.ResponseBodyError || error instanceof oauth.WWWAuthenticateChallengeError))
      throw error;
    return error.error ?? error.cause[0].parameters.error ?? error.cause[0].scheme;
  }
  return 'none';
}
const wrong = oauth.ClientSecretBasic('wrong');
found.wrongSecret = await refusal(async () => {
  const response = await oauth.clientCredentialsGrantRequest(as, client, wrong, new URLSearchParams(), options);
  await oauth.processClientCredentialsResponse(as, client, response);
});
found.usedTwice = await refusal(async () => {
  const response = await oauth.refreshTokenGrantRequest(as, client, bySecret, tokens.refresh_token, options);
  await oauth.processRefreshTokenResponse(as, client, response);
});
console.log(JSON.stringify(found));
