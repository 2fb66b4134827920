import { screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { pageOf } from '~/testing/accounts';
import { moneyOf, moneyRights, planOf } from '~/testing/money';
import { renderApp, sessionOf } from '~/testing/render-app';

type Asked = { amount: string; currencyCode: string; clients: number };

const estimateOf = ({ amount, currencyCode, clients }: Asked) => {
  const month = Number(amount) * 0.2 * clients;
  return {
    rewardEstimate: {
      __typename: 'RewardEstimate',
      months: [
        { __typename: 'RewardEstimateMonth', number: 1, earned: moneyOf(month.toFixed(2), currencyCode) },
        { __typename: 'RewardEstimateMonth', number: 2, earned: moneyOf(month.toFixed(2), currencyCode) },
      ],
      firstYear: moneyOf((12 * month).toFixed(2), currencyCode),
      words: [`20 % of each payment of ${clients}`],
    },
  };
};

function open() {
  const partner = { __typename: 'Partner', id: 'part_1', balances: [] };
  return renderApp('/rewards', {
    Session: sessionOf(moneyRights),
    Money: () => ({
      viewer: { __typename: 'Viewer', partner },
      program: { __typename: 'Program', currencyCode: 'EUR', rewardPlan: planOf() },
    }),
    Withdrawable: () => ({ viewer: { __typename: 'Viewer', partner } }),
    HeldRewards: () => ({ rewards: pageOf('Reward', []) }),
    Rewards: () => ({ rewards: pageOf('Reward', []) }),
    Withdrawals: () => ({ withdrawals: pageOf('Withdrawal', []) }),
    CurrentPayoutMethod: () => ({ payoutMethods: pageOf('PayoutMethod', []) }),
    RewardEstimate: ({ input }) =>
      (input as Asked).currencyCode === 'JPY'
        ? { errors: [{ message: 'JPY has 0 decimals at most.', extensions: { code: 'BAD_USER_INPUT' } }] }
        : estimateOf(input as Asked),
  });
}

describe('what would I earn', () => {
  it('reckons while one types, by the server', async () => {
    const { user } = open();
    expect(await screen.findByText('€240.00')).toBeVisible();
    const amount = screen.getByLabelText('Monthly payment');
    await user.clear(amount);
    await user.type(amount, '49,50');
    await user.clear(screen.getByLabelText('Clients'));
    await user.type(screen.getByLabelText('Clients'), '10');
    expect(await screen.findByText('€1,188.00')).toBeVisible();
    expect(screen.getByText('€99.00')).toBeVisible();
    expect(screen.getByText('20 % of each payment of 10')).toBeVisible();
  });

  it('says what can be read, and asks nothing meanwhile', async () => {
    const { user, asked } = open();
    await user.clear(await screen.findByLabelText('Monthly payment'));
    expect(await screen.findByText(/Enter what one client pays a month/)).toBeVisible();
    const amounts = asked
      .filter(({ operation }) => operation === 'RewardEstimate')
      .map(({ variables }) => (variables.input as Asked).amount);
    expect(amounts.filter((amount) => amount !== '100')).toEqual([]);
  });

  it('says in the words of the server why an amount can’t be', async () => {
    const { user } = open();
    await user.selectOptions(await screen.findByLabelText('Currency'), 'JPY');
    await waitFor(() => expect(screen.getByText('JPY has 0 decimals at most.')).toBeVisible());
  });
});
