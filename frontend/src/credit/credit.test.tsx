import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { leadRights, policyOf } from '~/testing/leads';
import { failure, operatorSession, renderApp, sessionOf } from '~/testing/render-app';

const check = (fields: object) => ({
  creditCheck: {
    __typename: 'CreditCheck',
    outcome: 'FREE',
    explanation: 'Nobody holds this website.',
    website: 'northwind.example',
    accountId: null,
    ...fields,
  },
});

describe('Will I get credit?', () => {
  it('puts the question into the address, and offers to register what is free', async () => {
    const { user, history, asked } = renderApp('/credit-check', {
      Session: sessionOf(leadRights),
      CreditCheck: () => check({}),
    });
    await user.type(await screen.findByLabelText('Website or Account ID'), ' northwind.example {Enter}');
    expect(await screen.findByRole('heading', { name: 'Free: it can count for you' })).toBeVisible();
    expect(screen.getByText('Nobody holds this website.')).toBeVisible();
    expect(history.location.search).toBe('?q=northwind.example');
    expect(asked.find(({ operation }) => operation === 'CreditCheck')?.variables).toEqual({
      input: { website: 'northwind.example' },
    });
    expect(screen.getByRole('link', { name: 'Register a lead' })).toHaveAttribute(
      'href',
      '/leads?dialog=register&website=northwind.example',
    );
  });

  it('says until when a website is protected, and offers nothing to do', async () => {
    renderApp('/credit-check?q=rival.example', {
      Session: sessionOf(leadRights),
      CreditCheck: () =>
        check({
          outcome: 'PROTECTED',
          explanation: 'It is protected for somebody else until 3 March 2027.',
          website: 'rival.example',
        }),
    });
    expect(await screen.findByText(/until 3 March 2027/)).toBeVisible();
    expect(screen.queryByRole('link', { name: 'Register a lead' })).not.toBeInTheDocument();
  });

  it('asks for an account by its number', async () => {
    const accountId = '65f1c0ffee0000000000001a';
    const { asked } = renderApp(`/credit-check?q=${accountId}`, {
      Session: sessionOf([...leadRights, 'REQUEST_ACCESS']),
      CreditCheck: () => check({ outcome: 'EXISTING_CLIENT', website: null, accountId }),
    });
    expect(await screen.findByRole('link', { name: 'Request access' })).toBeVisible();
    expect(asked.find(({ operation }) => operation === 'CreditCheck')?.variables).toEqual({ input: { accountId } });
  });

  it('says at the field what cannot be read, and to wait after too many', async () => {
    const { user } = renderApp('/credit-check?q=co.uk', {
      Session: sessionOf(leadRights),
      CreditCheck: ({ input }) =>
        (input as { website: string }).website === 'co.uk'
          ? { errors: [{ message: 'This is no website.', extensions: { code: 'BAD_USER_INPUT' } }] }
          : failure('THROTTLED'),
    });
    const field = await screen.findByLabelText('Website or Account ID');
    await waitFor(() => expect(field).toHaveAccessibleDescription('This is no website.'));
    await user.clear(field);
    await user.type(field, 'velo.example{Enter}');
    expect(await screen.findByText(/many checks in a short time/)).toBeVisible();
  });
});

describe('how credit works', () => {
  it('shows the rules in the words of the server, with their version', async () => {
    renderApp('/credit', {
      Session: sessionOf(leadRights),
      CreditPolicy: () => ({ program: { __typename: 'Program', creditPolicy: policyOf() } }),
    });
    expect(await screen.findByText('Whoever pays already is no new client.')).toBeVisible();
    expect(screen.getByText('Version 1, in force since 2 Jan 2026.')).toBeVisible();
    expect(screen.getByText('60 days')).toBeVisible();
    expect(screen.getByRole('link', { name: 'Check a website' })).toBeVisible();
  });
});

const draft = (fields: object) => ({
  __typename: 'CreditPolicyDraft',
  order: ['DIRECT', 'LEAD'],
  referralDays: 30,
  leadDays: 90,
  protection: true,
  ...fields,
});

function openForm() {
  return renderApp('/operator/credit-policy?publish=1', {
    Session: operatorSession(['VIEW_CREDIT_POLICY', 'EDIT_CREDIT_POLICY']),
    CreditPolicies: () => ({
      creditPolicies: { __typename: 'CreditPolicyConnection', nodes: [policyOf()] },
    }),
    PolicyPresets: () => ({
      DEFAULT: draft({}),
      OMNISEND_STYLE: draft({ protection: false }),
      KLAVIYO_STYLE: draft({}),
    }),
    PolicyDraft: ({ input }) => ({
      creditPolicyDraft: {
        __typename: 'CreditPolicyDraft',
        words: [`Visits count for ${(input as { referralDays: number }).referralDays} days.`],
      },
    }),
    PublishCreditPolicy: () => ({
      publishCreditPolicy: {
        __typename: 'PublishCreditPolicyPayload',
        creditPolicy: policyOf({ id: 'cpol_2', version: 2 }),
        userErrors: [],
      },
    }),
  });
}

describe('publishing the credit policy', () => {
  it('says while one types what partners will read', async () => {
    const { user } = openForm();
    expect(await screen.findByText('Visits count for 90 days.')).toBeVisible();
    await user.selectOptions(await screen.findByLabelText('Start from'), 'KLAVIYO_STYLE');
    expect(await screen.findByText('Visits count for 30 days.')).toBeVisible();
    const days = screen.getByLabelText('Days for which a visit counts');
    await user.clear(days);
    await user.type(days, '0');
    await user.click(screen.getByRole('button', { name: 'Publish' }));
    expect(screen.getByText('Enter a whole number of days from 1 to 730')).toBeVisible();
  });

  it('publishes the order that was chosen once the word is typed', async () => {
    const { user, asked } = openForm();
    await user.click(await screen.findByRole('button', { name: 'Registered lead: stronger' }));
    await user.click(screen.getByRole('checkbox', { name: 'Referral link counts' }));
    await user.click(screen.getByRole('button', { name: 'Publish' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Publish version 2?' }));
    await user.click(dialog.getByRole('button', { name: 'Publish' }));
    expect(asked.some(({ operation }) => operation === 'PublishCreditPolicy')).toBe(false);
    await user.type(dialog.getByLabelText(/Type/), 'publish');
    await user.click(dialog.getByRole('button', { name: 'Publish' }));
    expect(await screen.findByText('Version 2 is in force')).toBeVisible();
    expect(asked.find(({ operation }) => operation === 'PublishCreditPolicy')?.variables.input).toEqual({
      order: ['DIRECT', 'LEAD', 'CREATED'],
      referralDays: 90,
      leadDays: 60,
      protection: true,
      note: null,
    });
  });
});
