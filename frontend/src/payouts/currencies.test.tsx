import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { pageOf } from '~/testing/accounts';
import { balanceOf, methodOf, moneyOf, moneyRights, planOf, rewardOf } from '~/testing/money';
import { renderApp, sessionOf } from '~/testing/render-app';

/** The page of rewards of whoever has this much in one currency, of one reward. */
function open(path: string, currencyCode: string, available: string, base: string) {
  const sum = moneyOf(available, currencyCode);
  const money = () => ({
    viewer: {
      __typename: 'Viewer',
      partner: { __typename: 'Partner', id: 'part_1', balances: [balanceOf(available, currencyCode)] },
    },
    program: { __typename: 'Program', currencyCode: 'EUR', rewardPlan: planOf({ minimumWithdrawals: [] }) },
  });
  const reward = rewardOf({
    status: 'AVAILABLE',
    amount: sum,
    leftAmount: sum,
    baseAmount: moneyOf(base, currencyCode),
  });
  return renderApp(path, {
    Session: sessionOf(moneyRights),
    Money: money,
    Withdrawable: money,
    HeldRewards: () => ({ rewards: pageOf('Reward', []) }),
    Rewards: () => ({ rewards: pageOf('Reward', [reward]) }),
    Withdrawals: () => ({ withdrawals: pageOf('Withdrawal', []) }),
    CurrentPayoutMethod: () => ({
      payoutMethods: pageOf('PayoutMethod', [methodOf()]),
      program: { __typename: 'Program', payoutMethodWaitHours: 72 },
    }),
  });
}

describe.each([
  ['JPY', '1234', '6170', '¥1,234', '¥6,170'],
  ['KWD', '1.234', '6.170', 'KWD 1.234', 'KWD 6.170'],
])('money in %s', (currencyCode, available, base, shown, shownBase) => {
  it('has its own decimals on the page of rewards', async () => {
    open('/rewards', currencyCode, available, base);
    const table = within(await screen.findByRole('table'));
    expect(await table.findByText(shown)).toBeVisible();
    expect(table.getByText(new RegExp(shownBase.replace('.', '\\.')))).toBeVisible();
    expect(screen.getAllByText(shown).length).toBeGreaterThan(1);
  });

  it('has them where it is withdrawn', async () => {
    open('/rewards?dialog=withdraw', currencyCode, available, base);
    const dialog = within(await screen.findByRole('dialog', { name: 'Withdraw rewards' }));
    expect(await dialog.findByLabelText('Amount')).toHaveValue(available);
    // The code and the amount stay on one line.
    const name = `Withdraw ${shown.replace(' ', '\u00a0')}`;
    expect(dialog.getByRole('button', { name })).toBeVisible();
  });
});
