import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { inDays, pageOf, refusal } from '~/testing/accounts';
import { type Answers, renderApp, sessionOf } from '~/testing/render-app';

const token = {
  __typename: 'AccessToken',
  id: 'tok_1',
  name: 'Nightly report',
  lastCharacters: '9f3a',
  scopes: ['accounts:read', 'leads:read'],
  createdAt: inDays(-3),
  expiresAt: inDays(60),
  lastUsedAt: null,
  status: 'ACTIVE',
  ownedBy: 'Alice',
  mine: true,
};
const client = {
  __typename: 'OAuthClient',
  id: 'oac_1',
  name: 'Dashboard',
  clientId: 'pp_client_abc',
  scopes: ['accounts:read'],
  createdAt: inDays(-3),
  lastUsedAt: inDays(-1),
  status: 'ACTIVE',
  createdBy: 'Alice',
};
const rights = ['VIEW_ACCESS_TOKENS', 'EDIT_ACCESS_TOKENS', 'EDIT_OAUTH_CLIENTS'];
const given = { __typename: 'Viewer', accessTokenScopes: ['accounts:read'], oauthClientScopes: ['leads:read'] };

function open(path: string, answers: Answers = {}, permissions = rights) {
  return renderApp(path, {
    Session: sessionOf(permissions),
    AccessTokens: () => ({ accessTokens: pageOf('AccessToken', [token]) }),
    OAuthClients: () => ({ oauthClients: pageOf('OAuthClient', [client]) }),
    GivenScopes: () => ({ viewer: given }),
    ...answers,
  });
}

const inputOf = (asked: ReturnType<typeof open>['asked'], name: string) =>
  asked.find(({ operation }) => operation === name)?.variables.input;

describe('tokens and clients', () => {
  it('lists both, and says which was never used', async () => {
    open('/developers/tokens');
    const tokens = within(await screen.findByRole('table', { name: 'Personal access tokens' }));
    expect(tokens.getByText('Nightly report')).toBeVisible();
    expect(tokens.getByText('Ends in 9f3a')).toBeVisible();
    expect(tokens.getByText('Never used')).toBeVisible();
    const clients = within(await screen.findByRole('table', { name: 'OAuth2 clients' }));
    expect(clients.getByText('pp_client_abc · Alice')).toBeVisible();
  });

  it('makes a token of the scopes that one may give, and shows it once', async () => {
    const { user, asked } = open('/developers/tokens?dialog=token', {
      CreateAccessToken: () => ({
        createAccessToken: { __typename: 'CreateAccessTokenPayload', token: 'pp_pat_secret', userErrors: [] },
      }),
    });
    const form = within(await screen.findByRole('dialog', { name: 'Create a token' }));
    await user.click(await form.findByRole('checkbox', { name: 'Read client accounts' }));
    await user.click(form.getByRole('button', { name: 'Create token' }));
    expect(form.getByText('Enter a name')).toBeVisible();
    expect(inputOf(asked, 'CreateAccessToken')).toBeUndefined();
    await user.type(form.getByLabelText('What is it for?'), 'Script');
    await user.selectOptions(form.getByLabelText('It works for'), '30 days');
    await user.click(form.getByRole('button', { name: 'Create token' }));
    const shown = within(await screen.findByRole('dialog', { name: 'Your token' }));
    expect(shown.getByText('pp_pat_secret')).toBeVisible();
    expect(shown.getByRole('button', { name: /copy token/i })).toBeVisible();
    expect(inputOf(asked, 'CreateAccessToken')).toEqual({
      name: 'Script',
      scopes: ['accounts:read'],
      expiresInDays: 30,
    });
    await user.click(shown.getByRole('button', { name: 'I have kept it' }));
    expect(screen.queryByText('pp_pat_secret')).toBeNull();
  });

  it('says why a client was refused', async () => {
    const { user } = open('/developers/tokens?dialog=client', {
      CreateOAuthClient: () => ({
        createOAuthClient: {
          __typename: 'CreateOAuthClientPayload',
          secret: null,
          oauthClient: null,
          userErrors: refusal('You can’t give leads:read.'),
        },
      }),
    });
    const form = within(await screen.findByRole('dialog', { name: 'Create a client' }));
    await user.type(form.getByLabelText('What is it called?'), 'Tool');
    await user.click(await form.findByRole('checkbox', { name: 'Read leads' }));
    await user.click(form.getByRole('button', { name: 'Create client' }));
    expect(await form.findByText('You can’t give leads:read.')).toBeVisible();
  });

  it('revokes a token once that is confirmed', async () => {
    const { user, asked } = open('/developers/tokens', {
      RevokeAccessToken: () => ({
        revokeAccessToken: {
          __typename: 'RevokeAccessTokenPayload',
          accessToken: { ...token, status: 'REVOKED' },
          userErrors: [],
        },
      }),
    });
    await user.click(await screen.findByRole('link', { name: 'Revoke Nightly report' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Revoke Nightly report?' }));
    await user.click(dialog.getByRole('button', { name: 'Revoke' }));
    expect(await screen.findByText('Revoked')).toBeVisible();
    expect(inputOf(asked, 'RevokeAccessToken')).toEqual({ accessTokenId: 'tok_1' });
  });

  it('offers neither to make one nor the clients to whoever lacks the rights', async () => {
    const { asked } = open(
      '/developers/tokens',
      { AccessTokens: () => ({ accessTokens: pageOf('AccessToken', []) }) },
      ['VIEW_ACCESS_TOKENS'],
    );
    expect(await screen.findByText('No tokens yet')).toBeVisible();
    expect(screen.queryByRole('link', { name: 'Create token' })).toBeNull();
    expect(screen.queryByText('OAuth2 clients')).toBeNull();
    expect(asked.map(({ operation }) => operation)).not.toContain('OAuthClients');
  });
});
