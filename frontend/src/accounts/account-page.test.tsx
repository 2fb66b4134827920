import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { accountOf, endedBy, rights } from '~/testing/accounts';
import { renderApp, sessionOf } from '~/testing/render-app';

const account = (status: string, ended: object | null = null) => accountOf(status, { ended });
const ended = endedBy('PARTNER', 'Shop closed');

describe('the page of an account', () => {
  it('archives with a reason, and takes it back from the toast', async () => {
    const { user, asked } = renderApp('/accounts/acct_1', {
      Session: sessionOf(rights),
      Account: () => ({ account: account('DEVELOPMENT') }),
      ArchiveAccount: () => ({
        archiveAccount: { __typename: 'ArchiveAccountPayload', account: account('INACTIVE', ended), userErrors: [] },
      }),
      RestoreAccount: () => ({
        restoreAccount: { __typename: 'RestoreAccountPayload', account: account('DEVELOPMENT'), userErrors: [] },
      }),
    });
    await user.click(await screen.findByRole('link', { name: 'Archive' }));
    const dialog = await screen.findByRole('dialog', { name: 'Archive Northwind?' });
    await user.type(within(dialog).getByLabelText('Reason'), 'Shop closed');
    await user.click(within(dialog).getByRole('button', { name: 'Archive' }));
    expect(await screen.findByText('Inactive account')).toBeVisible();
    expect(asked.find(({ operation }) => operation === 'ArchiveAccount')?.variables).toEqual({
      input: { accountId: 'acct_1', reason: 'Shop closed' },
    });
    await user.click(await screen.findByRole('button', { name: 'Undo' }));
    expect(await screen.findByText('Development account')).toBeVisible();
    expect(await screen.findByText('Northwind is back')).toBeVisible();
  });

  it('puts things back where the server refuses, and says why', async () => {
    const { user } = renderApp('/accounts/acct_1?dialog=archive', {
      Session: sessionOf(rights),
      Account: () => ({ account: account('DEVELOPMENT') }),
      ArchiveAccount: () => ({
        archiveAccount: {
          __typename: 'ArchiveAccountPayload',
          account: null,
          userErrors: [
            { __typename: 'UserError', code: 'WRONG_STATUS', field: null, message: 'A transfer is pending' },
          ],
        },
      }),
    });
    const dialog = await screen.findByRole('dialog');
    await user.click(within(dialog).getByRole('button', { name: 'Archive' }));
    expect(await screen.findByText('A transfer is pending')).toBeVisible();
    await waitFor(() => expect(screen.getByText('Development account')).toBeVisible());
  });

  it('is not found where the id leads nowhere', async () => {
    renderApp('/accounts/acct_x', { Session: sessionOf(rights), Account: () => ({ account: null }) });
    expect(await screen.findByRole('heading', { name: 'There is nothing here' })).toBeVisible();
  });

  it('offers nothing to change to whom that is not allowed', async () => {
    renderApp('/accounts/acct_1', {
      Session: sessionOf(['VIEW_ACCOUNTS']),
      Account: () => ({ account: account('DEVELOPMENT') }),
    });
    await screen.findByRole('heading', { name: 'Northwind' });
    expect(screen.queryByRole('link', { name: 'Edit' })).not.toBeInTheDocument();
    expect(screen.queryByRole('link', { name: 'Archive' })).not.toBeInTheDocument();
  });
});
