import { screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { type Answers, renderApp, sessionOf } from '~/testing/render-app';

const terms = {
  __typename: 'TermsVersion',
  version: 3,
  text: 'Partners act in the interest of their clients.',
  publishedAt: '2026-01-01T00:00:00Z',
};

const form = (given: typeof terms | null) => () => ({
  program: { __typename: 'Program', reviewBusinessDays: 1, terms: given },
});

const answer = (...userErrors: { field: string[]; message: string }[]) => ({
  applyToProgram: {
    __typename: 'ApplyToProgramPayload',
    userErrors: userErrors.map((error) => ({ __typename: 'UserError', code: 'INVALID', ...error })),
  },
});

async function fillIn(given: typeof terms | null, apply: Answers[string]) {
  const app = renderApp('/apply', { Session: sessionOf(), ApplyForm: form(given), ApplyToProgram: apply });
  await app.user.type(await screen.findByLabelText(/^Company/), 'Studio Kolibri');
  await app.user.type(screen.getByLabelText(/^Website/), 'kolibri.example');
  await app.user.type(screen.getByLabelText(/^Your name/), 'Mara Lind');
  await app.user.type(screen.getByLabelText(/^Work e-mail/), 'mara@kolibri.example');
  await app.user.selectOptions(screen.getByLabelText(/^Country/), 'DE');
  return app;
}

const send = () => screen.getByRole('button', { name: 'Send application' });

describe('the application form', () => {
  it('sends what was filled in and answers calmly', async () => {
    const { user, asked } = await fillIn(null, () => answer());
    await user.click(screen.getByRole('checkbox', { name: 'Shopify' }));
    await user.type(screen.getByLabelText(/How many clients/), '12');
    await user.click(send());
    expect(await screen.findByText(/We mailed a link to mara@kolibri.example/)).toBeVisible();
    expect(asked.find(({ operation }) => operation === 'ApplyToProgram')?.variables.input).toEqual({
      companyName: 'Studio Kolibri',
      website: 'kolibri.example',
      contactName: 'Mara Lind',
      email: 'mara@kolibri.example',
      country: 'DE',
      clientCount: 12,
      platforms: ['Shopify'],
      message: null,
      acceptedTermsVersion: null,
    });
  });

  it('needs agreement to the terms that are published, and says to which version', async () => {
    const { user, asked } = await fillIn(terms, () => answer());
    expect(screen.getByText(terms.text)).toBeVisible();
    await user.click(send());
    expect(screen.getByText('You need to agree to the terms to apply')).toBeVisible();
    await user.click(screen.getByRole('checkbox', { name: 'I agree to the program terms' }));
    await user.click(send());
    await screen.findByText(/We mailed a link/);
    expect(asked.find(({ operation }) => operation === 'ApplyToProgram')?.variables.input).toMatchObject({
      acceptedTermsVersion: 3,
    });
  });

  it('shows the server’s refusal at its field', async () => {
    const { user } = await fillIn(null, () => answer({ field: ['website'], message: 'This is no website' }));
    await user.click(send());
    await waitFor(() => expect(screen.getByLabelText(/^Website/)).toHaveAccessibleDescription(/This is no website/));
    expect(screen.getByLabelText(/^Website/)).toHaveFocus();
  });
});
