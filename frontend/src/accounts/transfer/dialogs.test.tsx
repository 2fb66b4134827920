import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { accountOf, endedBy, inDays, refusal, requestOf, rights, transferOf } from '~/testing/accounts';
import { type Answers, failure, renderApp, sessionOf } from '~/testing/render-app';

type Fields = Parameters<typeof accountOf>[1];

function open(status: string, fields: Fields = {}, answers: Answers, dialog: string) {
  return renderApp(`/accounts/acct_1?dialog=${dialog}`, {
    Session: sessionOf(rights),
    Account: () => ({ account: accountOf(status, fields) }),
    ...answers,
  });
}

const transferPayload = (verb: string, account: object | null, userErrors: object[] = []) => ({
  [verb]: { __typename: `${verb}Payload`, account, userErrors },
});
describe('the dialogs of the hand-over', () => {
  it('transfers with a message that is written already', async () => {
    const { user, asked } = open(
      'DEVELOPMENT',
      {},
      {
        TransferOwnership: () =>
          transferPayload('transferOwnership', accountOf('TRANSFER_PENDING', { transfer: transferOf() })),
      },
      'transfer',
    );
    const dialog = within(await screen.findByRole('dialog', { name: 'Transfer Northwind' }));
    await user.click(dialog.getByRole('button', { name: 'Transfer ownership' }));
    expect(dialog.getByText('Enter the e-mail address of your client')).toBeVisible();
    expect(dialog.getByText(/can’t be undone/)).toBeVisible();
    await user.type(dialog.getByLabelText(/Client’s e-mail/), ' clara@store.example ');
    await user.click(dialog.getByRole('button', { name: 'Transfer ownership' }));
    expect(await screen.findByText('Your client accepts the transfer')).toBeVisible();
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
    const { input } = asked.find(({ operation }) => operation === 'TransferOwnership')?.variables ?? {};
    expect(input).toMatchObject({ accountId: 'acct_1', toEmail: 'clara@store.example' });
    expect((input as { note: string }).note).toContain('Northwind is ready for you');
    expect((input as { note: string }).note).toContain('Ada Moreau, Brightside Agency');
  });

  it('shows refusals at the address, and too many tries above the form', async () => {
    const message = 'This e-mail address owns an account already.';
    let tries = 0;
    const { user } = open(
      'DEVELOPMENT',
      {},
      {
        TransferOwnership: () =>
          ++tries > 1
            ? failure('THROTTLED')
            : transferPayload('transferOwnership', null, refusal(message, ['input', 'toEmail'], 'EMAIL_OWNS_ACCOUNT')),
      },
      'transfer',
    );
    const dialog = within(await screen.findByRole('dialog'));
    const email = dialog.getByLabelText(/Client’s e-mail/);
    await user.type(email, 'clara@store.example');
    await user.click(dialog.getByRole('button', { name: 'Transfer ownership' }));
    await waitFor(() => expect(email).toHaveAccessibleDescription(new RegExp(message)));
    expect(email).toHaveFocus();
    await user.click(dialog.getByRole('button', { name: 'Transfer ownership' }));
    expect(await dialog.findByText(/too many addresses or websites .* Wait a while/)).toBeVisible();
  });

  it('sends to another address, and to no other by itself', async () => {
    const { user, asked } = open(
      'TRANSFER_PENDING',
      { transfer: transferOf({ blocked: true }) },
      {
        ResendTransfer: () =>
          transferPayload('resendTransfer', accountOf('TRANSFER_PENDING', { transfer: transferOf() })),
      },
      'address',
    );
    const dialog = within(await screen.findByRole('dialog', { name: 'Change the address' }));
    const email = dialog.getByLabelText(/New e-mail address/);
    await user.type(email, 'Clara@store.example');
    await user.click(dialog.getByRole('button', { name: 'Send to the new address' }));
    expect(dialog.getByText(/Enter another one/)).toBeVisible();
    await user.clear(email);
    await user.type(email, 'new@store.example');
    await user.click(dialog.getByRole('button', { name: 'Send to the new address' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
    expect(asked.find(({ operation }) => operation === 'ResendTransfer')?.variables).toEqual({
      input: { accountId: 'acct_1', toEmail: 'new@store.example' },
    });
  });

  it('withdraws only when the name is typed', async () => {
    const { user, asked } = open(
      'COLLABORATOR',
      {},
      {
        WithdrawAccess: () =>
          transferPayload('withdrawAccess', accountOf('INACTIVE', { ended: endedBy('PARTNER', 'Done.') })),
      },
      'withdraw',
    );
    const dialog = within(await screen.findByRole('dialog', { name: 'Withdraw from Northwind?' }));
    await user.click(dialog.getByRole('button', { name: 'Withdraw access' }));
    expect(dialog.getByText('Type the name as it is written: Northwind')).toBeVisible();
    await user.type(dialog.getByLabelText(/to confirm/), 'northwind');
    await user.type(dialog.getByLabelText('Reason'), 'Done.');
    await user.click(dialog.getByRole('button', { name: 'Withdraw access' }));
    expect(await screen.findByText('Inactive account')).toBeVisible();
    expect(asked.find(({ operation }) => operation === 'WithdrawAccess')?.variables).toEqual({
      input: { accountId: 'acct_1', reason: 'Done.' },
    });
  });

  it('asks for access again with the number filled in, and shows a refusal at it', async () => {
    const { user } = open(
      'INACTIVE',
      { ended: endedBy('CLIENT') },
      {
        RequestAccess: () => ({
          requestAccess: {
            __typename: 'RequestAccessPayload',
            accessRequest: null,
            userErrors: refusal('This client takes no requests of yours.', ['input', 'accountId'], 'NOT_ALLOWED'),
          },
        }),
      },
      'request',
    );
    const dialog = within(await screen.findByRole('dialog', { name: 'Request access' }));
    const number = dialog.getByLabelText(/Account ID/);
    expect(number).toHaveValue('65f1c0ffee0000000000001a');
    await user.click(dialog.getByRole('button', { name: 'Send request' }));
    await waitFor(() => expect(number).toHaveAccessibleDescription(/takes no requests/));
  });

  it('says from when on a request can be resent', async () => {
    const ended = endedBy('CLIENT');
    open('INACTIVE', { ended, accessRequest: requestOf({ canResendAt: inDays(3) }) }, {}, 'resend-request');
    const dialog = within(await screen.findByRole('dialog', { name: 'Resend the request' }));
    expect(dialog.getByText(/You can resend it from/)).toBeVisible();
    expect(dialog.getByRole('button', { name: 'Resend' })).toBeDisabled();
  });

  it('shows an acceptance when one comes back to the tab', async () => {
    let status = 'TRANSFER_PENDING';
    renderApp('/accounts/acct_1', {
      Session: sessionOf(rights),
      Account: () => ({ account: accountOf(status, { transfer: transferOf() }) }),
    });
    await screen.findByText('Your client accepts the transfer');
    status = 'AWAITING_PLAN';
    window.dispatchEvent(new Event('focus'));
    expect(await screen.findByText('Your client chooses a plan')).toBeVisible();
  });
});
