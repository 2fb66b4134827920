import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { inDays, pageOf } from '~/testing/accounts';
import { moneyOf } from '~/testing/money';
import { type Answers, operatorSession, renderApp } from '~/testing/render-app';

const partner = { __typename: 'Partner', id: 'part_1', name: 'Brightside Agency' };
const adjustmentOf = (status: string) => ({
  __typename: 'BalanceAdjustment',
  id: 'adj_1',
  reason: 'Paid twice in March.',
  status,
  requestedAt: inDays(-1),
  decidedAt: null,
  requestedBy: { __typename: 'Operator', id: 'user_1', name: 'Otto Lang' },
  decidedBy: null,
  amount: moneyOf('-250.00'),
  partner,
});

function open(path: string, answers: Answers = {}) {
  return renderApp(path, {
    Session: operatorSession(['ADJUST_BALANCES']),
    BalanceAdjustments: () => ({ balanceAdjustments: pageOf('BalanceAdjustment', [adjustmentOf('REQUESTED')]) }),
    ProgramCurrency: () => ({ program: { __typename: 'Program', currencyCode: 'CHF' } }),
    PartnerChoices: () => ({ partners: pageOf('Partner', [partner]) }),
    ChosenPartner: () => ({ partner }),
    AdjustBalance: () => ({
      adjustBalance: { __typename: 'AdjustBalancePayload', adjustment: adjustmentOf('REQUESTED'), userErrors: [] },
    }),
    ApproveAdjustment: () => ({
      approveAdjustment: {
        __typename: 'ApproveAdjustmentPayload',
        adjustment: adjustmentOf('APPLIED'),
        userErrors: [],
      },
    }),
    ...answers,
  });
}

type Asked = ReturnType<typeof open>['asked'];
const inputOf = (asked: Asked, name: string) => asked.find(({ operation }) => operation === name)?.variables.input;

describe('adjustments', () => {
  it('take with a reason, and say that a second one has to agree', async () => {
    const { user, asked } = open('/operator/adjustments?dialog=adjust');
    const dialog = within(await screen.findByRole('dialog', { name: 'Adjust a balance' }));
    await user.type(dialog.getByRole('combobox', { name: 'Partner' }), 'bright');
    const searched = () => asked.findLast(({ operation }) => operation === 'PartnerChoices')?.variables;
    await waitFor(() => expect(searched()).toEqual({ search: 'bright' }));
    // Without a layout the list takes its field for scrolled away, and hides.
    await user.click(await screen.findByRole('option', { name: 'Brightside Agency', hidden: true }));
    await user.click(dialog.getByRole('radio', { name: /^Take/ }));
    await user.type(dialog.getByLabelText('Amount'), '250');
    await user.click(dialog.getByRole('button', { name: 'Adjust' }));
    expect(dialog.getByText('Say why, the partner reads it')).toBeVisible();
    await user.type(dialog.getByLabelText('Reason'), 'Paid twice in March.');
    await user.click(dialog.getByRole('button', { name: 'Adjust' }));
    expect(await screen.findByText('Somebody else of the team has to agree')).toBeVisible();
    expect(inputOf(asked, 'AdjustBalance')).toEqual({
      partnerId: 'part_1',
      amount: '-250',
      currencyCode: 'CHF',
      reason: 'Paid twice in March.',
    });
  });

  it('are agreed to by another one', async () => {
    const { user, asked } = open('/operator/adjustments');
    await user.click(await screen.findByRole('link', { name: 'Agree to the adjustment of Brightside Agency' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Agree to -€250.00?' }));
    await user.click(dialog.getByRole('button', { name: 'Agree' }));
    expect(await screen.findByText('The balance is adjusted')).toBeVisible();
    expect(inputOf(asked, 'ApproveAdjustment')).toEqual({ adjustmentId: 'adj_1' });
  });

  it('are not to be agreed to by who asked for them, but can be taken back', async () => {
    const own = {
      ...adjustmentOf('REQUESTED'),
      requestedBy: { __typename: 'Operator', id: 'user_9', name: 'Olga Petrov' },
    };
    open('/operator/adjustments', {
      BalanceAdjustments: () => ({ balanceAdjustments: pageOf('BalanceAdjustment', [own]) }),
    });
    expect(await screen.findByRole('link', { name: /^Reject/ })).toBeVisible();
    expect(screen.queryByRole('link', { name: /^Agree/ })).not.toBeInTheDocument();
    expect(screen.getByRole('cell', { name: 'Olga Petrov' })).toBeVisible();
  });

  it('can be agreed to on every page of the list, which stays where it is', async () => {
    const { user, history } = open('/operator/adjustments?after=one', {
      BalanceAdjustments: ({ after }) => ({
        balanceAdjustments: pageOf('BalanceAdjustment', after === 'one' ? [adjustmentOf('REQUESTED')] : []),
      }),
    });
    await user.click(await screen.findByRole('link', { name: 'Agree to the adjustment of Brightside Agency' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Agree to -€250.00?' }));
    await user.click(dialog.getByRole('button', { name: 'Agree' }));
    expect(await screen.findByText('The balance is adjusted')).toBeVisible();
    expect(history.location.search).toBe('?after=one');
  });
});
