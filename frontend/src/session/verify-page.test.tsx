import { screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { inDays } from '~/testing/accounts';
import { renderApp, sessionOf } from '~/testing/render-app';

function verification(outcome: string | null, hasLogIn = false) {
  return {
    emailVerification: {
      __typename: 'EmailVerification',
      email: 'zoe@brightside.example',
      status: outcome ? 'USED' : 'OPEN',
      expiresAt: inDays(1),
      hasLogIn,
      outcome,
      partnerName: outcome === 'NO_PARTNER' ? null : 'Brightside',
    },
  };
}

describe('the link that proves an e-mail address', () => {
  it('confirms nothing before the person clicks, and then says what came of it', async () => {
    let outcome: string | null = null;
    const { user, asked } = renderApp('/verify/token', {
      Session: sessionOf(),
      EmailVerification: () => verification(outcome),
      VerifyEmail: () => {
        outcome = 'PENDING';
        return { verifyEmail: { __typename: 'VerifyEmailPayload', status: outcome, userErrors: [] } };
      },
    });
    const button = await screen.findByRole('button', { name: 'Confirm e-mail' });
    expect(asked.some(({ operation }) => operation === 'VerifyEmail')).toBe(false);
    await user.click(button);
    expect(await screen.findByText('Enter your password')).toBeVisible();
    await user.type(screen.getByLabelText('Password'), 'four random words');
    await user.click(button);
    expect(await screen.findByRole('heading', { name: 'Brightside is asked to let you in' })).toBeVisible();
  });

  it('leads whoever joined to the sign-in', async () => {
    renderApp('/verify/token', { Session: sessionOf(), EmailVerification: () => verification('JOINED', true) });
    expect(await screen.findByText(/the password that you have here/)).toBeVisible();
    expect(screen.getByRole('link', { name: 'Sign in' })).toHaveAttribute('href', '/login');
  });

  it('tells whoever has no team what to do next', async () => {
    renderApp('/verify/token', { Session: sessionOf(), EmailVerification: () => verification('NO_PARTNER') });
    expect(await screen.findByText(/proved that brightside.example is its domain/)).toBeVisible();
    expect(screen.getByRole('link', { name: 'Apply to the program' })).toHaveAttribute('href', '/apply');
  });
});

describe('asking for an account', () => {
  it('always answers that a mail is on its way', async () => {
    const { user, asked } = renderApp('/request-account', {
      Session: sessionOf(),
      RequestAccount: () => ({ requestAccount: { __typename: 'RequestAccountPayload', ok: true, userErrors: [] } }),
    });
    await user.click(await screen.findByRole('button', { name: 'Request account' }));
    expect(screen.getByText('Enter your name')).toBeVisible();
    await user.type(screen.getByLabelText('Your name'), 'Zoe');
    await user.type(screen.getByLabelText('E-mail at work'), ' zoe@brightside.example ');
    await user.type(screen.getByLabelText('Password'), 'four random words');
    await user.click(screen.getByRole('button', { name: 'Request account' }));
    expect(await screen.findByText(/mailed a link to zoe@brightside.example/)).toBeVisible();
    expect(asked.find(({ operation }) => operation === 'RequestAccount')?.variables).toEqual({
      input: { name: 'Zoe', email: 'zoe@brightside.example', password: 'four random words' },
    });
  });
});
