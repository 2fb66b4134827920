import { screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { type Answers, failure, renderApp, sessionOf } from '~/testing/render-app';

function signIn(id: string | null, ...messages: string[]) {
  return {
    signIn: {
      __typename: 'SignInPayload',
      member: id && { __typename: 'TeamMember', id },
      operator: null,
      userErrors: messages.map((message) => ({ __typename: 'UserError', code: 'INVALID', field: null, message })),
    },
  };
}

async function fillIn(answers: Answers, path = '/login') {
  const app = renderApp(path, { Session: sessionOf(), ...answers });
  await app.user.type(await screen.findByLabelText('E-mail'), 'ada@brightside.example');
  await app.user.type(screen.getByLabelText('Password'), 'four random words here');
  await app.user.click(screen.getByRole('button', { name: 'Sign in' }));
  return app;
}

describe('signing in', () => {
  it('says in the server’s words that it did not work, and announces it', async () => {
    await fillIn({ SignIn: () => signIn(null, 'E-mail or password is wrong.') });
    await waitFor(() => expect(screen.getByRole('alert')).toHaveTextContent('E-mail or password is wrong.'));
    expect(screen.getByLabelText('E-mail')).toHaveValue('ada@brightside.example');
  });

  it('asks to wait after too many tries', async () => {
    await fillIn({ SignIn: () => failure('THROTTLED') });
    await waitFor(() => expect(screen.getByRole('alert')).toHaveTextContent('too many tries'));
  });

  it('asks for what is missing at its field', async () => {
    const { user } = renderApp('/login', { Session: sessionOf() });
    await user.click(await screen.findByRole('button', { name: 'Sign in' }));
    expect(screen.getByText('Enter your e-mail address')).toBeVisible();
    expect(screen.getByText('Enter your password')).toBeVisible();
    expect(screen.getByLabelText('E-mail')).toHaveFocus();
  });

  it('goes on to where one wanted to go', async () => {
    let signedIn = false;
    const { history } = await fillIn(
      {
        Session: () => (signedIn ? sessionOf(['VIEW_ACCOUNTS'])() : sessionOf()()),
        SignIn: () => {
          signedIn = true;
          return signIn('memb_1');
        },
      },
      '/login?next=%2Fdevelopers%2Fapi',
    );
    await screen.findByRole('heading', { name: 'API documentation' });
    expect(history.location.pathname).toBe('/developers/api');
  });

  it('never goes to another site', async () => {
    const { history } = renderApp('/login?next=%2F%2Fevil.example', { Session: sessionOf(['VIEW_ACCOUNTS']) });
    await screen.findByRole('heading', { name: 'Hello, Ada' });
    expect(history.location.href).toBe('/');
  });
});
