import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { accountOf, pageOf, refusal, rights } from '~/testing/accounts';
import { type Answers, renderApp, sessionOf } from '~/testing/render-app';

const row = (id: string, name: string, status = 'DEVELOPMENT') => accountOf(status, { id, name });
const all = [row('one', 'Alder'), row('two', 'Birch'), row('three', 'Cedar'), row('four', 'Douglas', 'COLLABORATOR')];

function open(answers: Answers = {}, permissions = rights) {
  let rows = all;
  const app = renderApp('/accounts', {
    Session: sessionOf(permissions),
    Accounts: () => ({ accounts: pageOf('ClientAccount', rows) }),
    ArchiveEach: ({ each }) => {
      const { accountId } = each as { accountId: string };
      if (accountId === 'two') {
        return { archiveAccount: { __typename: 'P', account: null, userErrors: refusal('A transfer is pending.') } };
      }
      rows = rows.filter(({ id }) => id !== accountId);
      const account = {
        __typename: 'ClientAccount',
        id: accountId,
        status: 'INACTIVE',
        accessLevel: 'NONE',
        ended: null,
      };
      return { archiveAccount: { __typename: 'P', account, userErrors: [] } };
    },
    ...answers,
  });
  return app;
}

const box = (name: string) => screen.findByRole('checkbox', { name });
const bar = () => screen.findByRole('region', { name: 'Actions for the selected accounts' });

describe('many accounts at once', () => {
  it('chooses by box, by shift and by the box of the page', async () => {
    const { user } = open();
    await user.click(await box('Select Alder'));
    expect(await within(await bar()).findByText('1 selected')).toBeVisible();
    fireEvent.click(await box('Select Cedar'), { shiftKey: true });
    expect(within(await bar()).getByText('3 selected')).toBeVisible();
    const page = await box('Select all accounts on this page');
    expect(page).toBePartiallyChecked();
    await user.click(page);
    expect(within(await bar()).getByText('4 selected')).toBeVisible();
    await user.click(page);
    await waitFor(() => expect(screen.queryByRole('region')).not.toBeInTheDocument());
  });

  it('chooses the row in focus by x', async () => {
    const { user } = open();
    await box('Select Alder');
    await user.keyboard('jjx');
    expect(await box('Select Birch')).toBeChecked();
    await user.keyboard('x');
    expect(await box('Select Birch')).not.toBeChecked();
  });

  it('archives what can be archived, tells what was refused, and keeps that chosen', async () => {
    const { user, asked } = open();
    await user.click(await box('Select all accounts on this page'));
    await user.click(within(await bar()).getByRole('button', { name: /^Archive/ }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Archive 3 accounts?' }));
    expect(dialog.getByText(/One selected account is left out/)).toBeVisible();
    await user.type(dialog.getByLabelText('Reason'), 'Clean-up');
    await user.click(dialog.getByRole('button', { name: 'Archive' }));
    expect(await screen.findByText('1 account could not be changed and stays selected')).toBeVisible();
    expect(screen.getByText('A transfer is pending.')).toBeVisible();
    expect(await screen.findByText('Archived 2 accounts')).toBeVisible();
    await waitFor(() => expect(screen.queryByRole('checkbox', { name: 'Select Alder' })).not.toBeInTheDocument());
    expect(await box('Select Birch')).toBeChecked();
    expect(await box('Select Douglas')).not.toBeChecked();
    expect(asked.filter(({ operation }) => operation === 'ArchiveEach').map(({ variables }) => variables)).toEqual(
      ['one', 'two', 'three'].map((accountId) => ({ each: { accountId, reason: 'Clean-up' } })),
    );
  });

  it('withdraws only when the word is typed', async () => {
    const { user, asked } = open({
      WithdrawEach: () => ({ withdrawAccess: { __typename: 'P', account: null, userErrors: [] } }),
    });
    await user.click(await box('Select Douglas'));
    await user.click(within(await bar()).getByRole('button', { name: 'Withdraw access' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Withdraw access to 1 account?' }));
    await user.click(dialog.getByRole('button', { name: 'Withdraw access' }));
    expect(dialog.getByText('Type the word withdraw')).toBeVisible();
    expect(asked.some(({ operation }) => operation === 'WithdrawEach')).toBe(false);
    await user.type(dialog.getByLabelText(/to confirm/), 'withdraw');
    await user.click(dialog.getByRole('button', { name: 'Withdraw access' }));
    expect(await screen.findByText('Withdrew from 1 account')).toBeVisible();
  });

  it('has no boxes for readers', async () => {
    open({}, ['VIEW_ACCOUNTS']);
    await screen.findByRole('link', { name: 'Alder' });
    expect(screen.queryByRole('checkbox')).not.toBeInTheDocument();
  });
});
