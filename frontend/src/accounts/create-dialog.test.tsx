import { screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { type Answers, failure, renderApp, sessionOf } from '~/testing/render-app';

const empty = {
  accounts: {
    __typename: 'ClientAccountConnection',
    nodes: [],
    pageInfo: {
      __typename: 'PageInfo',
      hasNextPage: false,
      hasPreviousPage: false,
      startCursor: null,
      endCursor: null,
    },
    totalCount: 0,
    totalCountIsExact: true,
  },
};

async function openDialog(create: Answers[string]) {
  const app = renderApp('/accounts?create=1', {
    Session: sessionOf(['VIEW_ACCOUNTS', 'CREATE_ACCOUNTS', 'EDIT_ACCOUNTS']),
    Accounts: () => empty,
    CreateAccount: create,
  });
  await screen.findByRole('dialog', { name: 'Create account' });
  return app;
}

const refuse = (field: string[] | null, message: string) => ({
  createAccount: {
    __typename: 'CreateAccountPayload',
    account: null,
    warnings: [],
    userErrors: [{ __typename: 'UserError', code: 'INVALID', field, message }],
  },
});

const submit = () => screen.getByRole('button', { name: 'Create account' });

describe('the dialog that creates an account', () => {
  it('asks for what is missing before it asks the server', async () => {
    const { user, asked } = await openDialog(() => refuse(null, 'never'));
    await user.click(submit());
    expect(screen.getByText('Enter the name of the store')).toBeVisible();
    expect(screen.getByText('Enter the website of the store')).toBeVisible();
    expect(screen.getByLabelText(/Store name/)).toHaveFocus();
    expect(asked.some(({ operation }) => operation === 'CreateAccount')).toBe(false);
  });

  it('shows a refusal at its field and gives that field the focus', async () => {
    const { user } = await openDialog(() => refuse(['input', 'website'], 'This is no website'));
    await user.type(screen.getByLabelText(/Store name/), 'Northwind');
    await user.type(screen.getByLabelText(/Store website/), 'north wind');
    await user.click(submit());
    const website = screen.getByLabelText(/Store website/);
    await waitFor(() => expect(website).toHaveAccessibleDescription(/This is no website/));
    expect(website).toBeInvalid();
    expect(website).toHaveFocus();
  });

  it('shows a refusal of the whole above the form, and keeps what was typed', async () => {
    const { user } = await openDialog(() => refuse(null, 'Your partner is suspended'));
    await user.type(screen.getByLabelText(/Store name/), 'Northwind');
    await user.type(screen.getByLabelText(/Store website/), 'northwind.example');
    await user.click(submit());
    expect(await screen.findByText('Your partner is suspended')).toBeVisible();
    expect(screen.getByLabelText(/Store name/)).toHaveValue('Northwind');
  });

  it('tells of a failed request without closing', async () => {
    const { user } = await openDialog(() => failure('THROTTLED'));
    await user.type(screen.getByLabelText(/Store name/), 'Northwind');
    await user.type(screen.getByLabelText(/Store website/), 'northwind.example');
    await user.click(submit());
    expect(await screen.findByText(/too many tries/)).toBeVisible();
    expect(screen.getByRole('dialog')).toBeVisible();
  });

  it('opens the new account', async () => {
    const { user, history, asked } = await openDialog(() => ({
      createAccount: {
        __typename: 'CreateAccountPayload',
        account: { __typename: 'ClientAccount', id: 'acct_9', name: 'Northwind' },
        warnings: [],
        userErrors: [],
      },
    }));
    await user.type(screen.getByLabelText(/Store name/), ' Northwind ');
    await user.type(screen.getByLabelText(/Store website/), 'northwind.example');
    await user.selectOptions(screen.getByLabelText('Currency'), 'EUR');
    await user.click(submit());
    await waitFor(() => expect(history.location.pathname).toBe('/accounts/acct_9'));
    expect(asked.find(({ operation }) => operation === 'CreateAccount')?.variables).toEqual({
      input: {
        name: 'Northwind',
        website: 'northwind.example',
        platform: null,
        country: null,
        currencyCode: 'EUR',
        timeZone: null,
      },
    });
  });
});
