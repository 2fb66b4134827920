import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { type Answers, renderApp, sessionOf } from '~/testing/render-app';

const passkey = {
  __typename: 'Passkey',
  id: 'pky_1',
  name: 'Phone',
  deviceType: 'MULTI_DEVICE',
  createdAt: '2026-01-02T03:04:05Z',
  lastUsedAt: null,
};

function userErrors(code: string, field: string, message: string) {
  return [{ __typename: 'UserError', code, field: ['input', field], message }];
}

/** A browser that can use passkeys, and whose device answers so. */
function device(answer: () => Promise<unknown>) {
  vi.stubGlobal('PublicKeyCredential', {
    parseCreationOptionsFromJSON: (options: unknown) => options,
    parseRequestOptionsFromJSON: (options: unknown) => options,
  });
  vi.stubGlobal('navigator', Object.assign(navigator, { credentials: { create: answer, get: answer } }));
}

const options = (challenge: string) => ({ options: JSON.stringify({ challenge }), userErrors: [] });

function open(answers: Answers, path = '/settings/security') {
  const none = { Sessions: () => ({ sessions: [] }), Totp: () => ({ totp: null }), Passkeys: () => ({ passkeys: [] }) };
  return renderApp(path, { Session: sessionOf(['VIEW_PROFILE']), ...none, ...answers });
}

describe('adding a passkey', () => {
  it('asks for the code once the server wants it, and sends what the device made', async () => {
    device(async () => ({ id: 'made' }));
    const { user, asked } = open({
      StartAddingPasskey: ({ input }) => ({
        startAddingPasskey: {
          __typename: 'StartAddingPasskeyPayload',
          ...((input as { code: string | null }).code
            ? options('new')
            : { options: null, userErrors: userErrors('CODE_REQUIRED', 'code', 'Type the code.') }),
        },
      }),
      AddPasskey: () => ({ addPasskey: { __typename: 'AddPasskeyPayload', passkey, userErrors: [] } }),
    });
    await user.click(await screen.findByRole('button', { name: 'Add a passkey' }));
    const dialog = within(await screen.findByRole('dialog'));
    await user.type(await dialog.findByLabelText('Your password'), 'four random words here');
    await user.click(dialog.getByRole('button', { name: 'Continue' }));
    await user.type(await dialog.findByLabelText(/Code from the app/), '123456');
    await user.click(dialog.getByRole('button', { name: 'Continue' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    const sent = asked.find(({ operation }) => operation === 'AddPasskey');
    expect(sent?.variables.input).toMatchObject({ credential: '{"id":"made"}' });
  });

  it('says calmly that none was chosen', async () => {
    device(() => Promise.reject(new DOMException('no', 'NotAllowedError')));
    const { user, asked } = open({
      StartAddingPasskey: () => ({
        startAddingPasskey: { __typename: 'StartAddingPasskeyPayload', ...options('new') },
      }),
    });
    await user.click(await screen.findByRole('button', { name: 'Add a passkey' }));
    const dialog = within(await screen.findByRole('dialog'));
    await user.click(await dialog.findByRole('button', { name: 'Continue' }));
    expect(await dialog.findByText(/No passkey was chosen/)).toBeVisible();
    expect(asked.map(({ operation }) => operation)).not.toContain('AddPasskey');
  });
});

describe('signing in with a passkey', () => {
  it('shows it, and goes on to where one wanted to go', async () => {
    device(async () => ({ id: 'mine' }));
    let signedIn = false;
    const { user, history, asked } = open(
      {
        Session: () => (signedIn ? sessionOf(['VIEW_PROFILE'])() : sessionOf()()),
        StartSigningInWithPasskey: () => ({
          startSigningInWithPasskey: { __typename: 'StartSigningInWithPasskeyPayload', ...options('in') },
        }),
        SignInWithPasskey: () => {
          signedIn = true;
          const member = { __typename: 'TeamMember', id: 'memb_1' };
          return {
            signInWithPasskey: { __typename: 'SignInWithPasskeyPayload', member, operator: null, userErrors: [] },
          };
        },
      },
      '/login?next=%2Fdevelopers%2Fapi',
    );
    await user.click(await screen.findByRole('button', { name: 'Sign in with a passkey' }));
    await screen.findByRole('heading', { name: 'API documentation' });
    expect(history.location.pathname).toBe('/developers/api');
    const sent = asked.find(({ operation }) => operation === 'SignInWithPasskey');
    expect(sent?.variables.input).toEqual({ credential: '{"id":"mine"}' });
  });

  it('is not offered where the browser has none', async () => {
    vi.unstubAllGlobals();
    open({ Session: sessionOf() }, '/login');
    await screen.findByRole('button', { name: 'Sign in' });
    expect(screen.queryByRole('button', { name: 'Sign in with a passkey' })).toBeNull();
  });
});
