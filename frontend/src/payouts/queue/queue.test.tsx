import { screen, waitFor, within } from '@testing-library/react';
import { HttpResponse, http } from 'msw';
import { describe, expect, it } from 'vitest';
import { pageOf, refusal } from '~/testing/accounts';
import { methodOf, moneyOf, withdrawalOf } from '~/testing/money';
import { type Answers, operatorSession, renderApp } from '~/testing/render-app';
import { server } from '~/testing/server';
import { sumsOf } from './sums';

const rights = ['VIEW_WITHDRAWALS', 'APPROVE_WITHDRAWALS', 'VIEW_PAYOUT_METHODS', 'VIEW_PAYOUT_BATCHES'];
const of = (name: string) => ({ __typename: 'Partner', id: `part_${name}`, name });

function open(path: string, rows: Record<string, unknown>[], answers: Answers = {}) {
  return renderApp(path, {
    Session: operatorSession(rights),
    WithdrawalQueue: () => ({ withdrawals: pageOf('Withdrawal', rows) }),
    ...answers,
  });
}

type Asked = ReturnType<typeof open>['asked'];
const inputOf = (asked: Asked, name: string) => asked.find(({ operation }) => operation === name)?.variables.input;

describe('the queue of withdrawals', () => {
  const two = [
    withdrawalOf('REQUESTED', { partner: of('Alder'), flags: ['SHARED_PAYOUT_METHOD', 'FIRST_WITHDRAWAL'] }),
    withdrawalOf('REQUESTED', { id: 'wdr_2', partner: of('Birch'), amount: moneyOf('40.00', 'USD') }),
  ];

  it('says in words what to look at, and asks for what waits for approval', async () => {
    const { asked } = open('/operator/withdrawals', two);
    expect(await screen.findByText('Another partner has, or had, the same account.')).toBeVisible();
    expect(screen.getAllByText('Shared account')).toHaveLength(2);
    expect(screen.getAllByText('First withdrawal')).toHaveLength(2);
    expect(asked.find(({ operation }) => operation === 'WithdrawalQueue')?.variables.filter).toEqual({
      status: ['REQUESTED'],
    });
  });

  it('approves all that are chosen, or says whose could not be', async () => {
    const message = 'You changed this partner’s balance.';
    const { user, asked } = open('/operator/withdrawals', two, {
      ApproveWithdrawals: () => ({
        approveWithdrawals: {
          __typename: 'ApproveWithdrawalsPayload',
          withdrawals: [],
          userErrors: refusal(message, ['withdrawalIds', '1']),
        },
      }),
    });
    await user.click(await screen.findByRole('checkbox', { name: 'Select all withdrawals on this page' }));
    await user.click(screen.getByRole('button', { name: 'Approve' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Approve 2 withdrawals?' }));
    expect(dialog.getByText(/Together: €120.00, \$40.00. Look at one of them first: it carries flags/)).toBeVisible();
    await user.click(dialog.getByRole('button', { name: 'Approve' }));
    expect(await dialog.findByText(`Birch: ${message}`)).toBeVisible();
    expect(inputOf(asked, 'ApproveWithdrawals')).toEqual({ withdrawalIds: ['wdr_1', 'wdr_2'] });
  });

  it('keeps saying why it was refused when the list goes on without what was chosen', async () => {
    let rows = two;
    const { user } = open('/operator/withdrawals', two, {
      WithdrawalQueue: () => ({ withdrawals: pageOf('Withdrawal', rows) }),
      ApproveWithdrawals: () => {
        rows = [];
        const userErrors = refusal('It was cancelled.', ['withdrawalIds', '0']);
        return { approveWithdrawals: { __typename: 'ApproveWithdrawalsPayload', withdrawals: [], userErrors } };
      },
    });
    await user.click(await screen.findByRole('checkbox', { name: 'Select all withdrawals on this page' }));
    await user.click(screen.getByRole('button', { name: 'Approve' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Approve 2 withdrawals?' }));
    await user.click(dialog.getByRole('button', { name: 'Approve' }));
    expect(await screen.findByText('All answered')).toBeInTheDocument();
    expect(dialog.getByText('Alder: It was cancelled.')).toBeVisible();
    await user.click(dialog.getByRole('button', { name: 'Cancel' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
  });

  it.each(['APPROVED', 'PROCESSING'])('says of what is %s that the partner owes since', async (status) => {
    open(`/operator/withdrawals?view=${status}`, [withdrawalOf(status, { partner: of('Alder'), flags: ['IN_DEBT'] })]);
    expect(await screen.findByText(/has come to owe something/)).toBeVisible();
  });

  it('makes a batch of one currency, and leaves out what goes to no bank', async () => {
    const paypal = methodOf({ id: 'pom_2', type: 'PAYPAL', masked: 'a•••@birch.example' });
    const rows = [
      withdrawalOf('APPROVED', { partner: of('Alder') }),
      withdrawalOf('APPROVED', { id: 'wdr_2', partner: of('Birch'), payoutMethod: paypal }),
      withdrawalOf('APPROVED', { id: 'wdr_3', partner: of('Cedar'), amount: moneyOf('0.30') }),
      withdrawalOf('APPROVED', { id: 'wdr_4', partner: of('Douglas'), amount: moneyOf('40.00', 'USD') }),
    ];
    const processing = { __typename: 'Withdrawal', id: 'wdr_1', status: 'PROCESSING' };
    const { user, asked, history } = open('/operator/withdrawals?view=APPROVED', rows, {
      CreatePayoutBatch: () => ({
        createPayoutBatch: {
          __typename: 'CreatePayoutBatchPayload',
          payoutBatch: { __typename: 'PayoutBatch', id: 'pob_1', amount: moneyOf('120.30'), withdrawals: [processing] },
          userErrors: [],
        },
      }),
    });
    await user.click(await screen.findByRole('checkbox', { name: 'Select all withdrawals on this page' }));
    expect(screen.getByRole('button', { name: 'Batch in USD (1)' })).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Batch in EUR (2)' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'A payout batch in EUR?' }));
    expect(dialog.getByText(/2 withdrawals, together €120.30/)).toBeVisible();
    await user.click(dialog.getByRole('button', { name: 'Make batch' }));
    expect(await screen.findByText('The batch of €120.30 is made')).toBeVisible();
    expect(inputOf(asked, 'CreatePayoutBatch')).toEqual({ withdrawalIds: ['wdr_1', 'wdr_3'] });
    expect(history.location.pathname).toBe('/operator/payout-batches/pob_1');
  });

  it('says why there is no file for the bank', async () => {
    const fileUrl = 'http://portal.example/files/payout-batches/pob_1.xml';
    const message = 'The payout account can’t be read any more.';
    const { user } = open('/operator/payout-batches', [], {
      PayoutBatches: () => ({
        payoutBatches: pageOf('PayoutBatch', [
          {
            __typename: 'PayoutBatch',
            id: 'pob_1',
            createdAt: '2027-01-21T12:00:00Z',
            fileUrl,
            amount: moneyOf('120.00'),
            withdrawals: [],
          },
        ]),
      }),
    });
    server.use(http.get(fileUrl, () => HttpResponse.json({ errors: [{ message }] }, { status: 409 })));
    await user.click(await screen.findByRole('link', { name: 'Download file of €120.00' }));
    expect(await screen.findByText(message)).toBeVisible();
  });

  it('marks one as paid with the reference that the partner reads', async () => {
    const { user, asked } = open('/withdrawals/wdr_1?dialog=pay&batch=pob_1', [], {
      Withdrawal: () => ({ node: withdrawalOf('PROCESSING') }),
      MarkWithdrawalPaid: () => ({
        markWithdrawalPaid: {
          __typename: 'MarkWithdrawalPaidPayload',
          withdrawal: withdrawalOf('PAID', { reference: 'NB-17' }),
          userErrors: [],
        },
      }),
    });
    const dialog = within(await screen.findByRole('dialog', { name: 'Mark €120.00 as paid' }));
    await user.click(dialog.getByRole('button', { name: 'Mark as paid' }));
    expect(dialog.getByText('Enter the reference of the payment')).toBeVisible();
    await user.type(dialog.getByLabelText('Reference'), 'NB-17');
    await user.click(dialog.getByRole('button', { name: 'Mark as paid' }));
    expect(await screen.findByText('The withdrawal is paid')).toBeVisible();
    expect(screen.getByRole('link', { name: 'Payout batch' })).toHaveAttribute(
      'href',
      '/operator/payout-batches/pob_1',
    );
    expect(inputOf(asked, 'MarkWithdrawalPaid')).toEqual({ withdrawalId: 'wdr_1', reference: 'NB-17' });
  });
});

describe('sums', () => {
  it('never add up two currencies', () => {
    const row = (amount: string, currencyCode: string) => ({ amount: { amount, currencyCode } });
    expect(sumsOf([row('1.00', 'EUR'), row('2.00', 'USD'), row('3.00', 'EUR')])).toBe('€4.00, $2.00');
  });
});
