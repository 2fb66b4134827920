import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { pageOf } from '~/testing/accounts';
import { balanceOf, moneyOf, moneyRights, planOf, rewardOf } from '~/testing/money';
import { type Answers, failure, renderApp, sessionOf } from '~/testing/render-app';

const rights = [...moneyRights, 'VIEW_ACCOUNTS', 'VIEW_CREDIT', 'EDIT_LEADS'];

const moneyWith = (available: string) => ({
  viewer: {
    __typename: 'Viewer',
    partner: { __typename: 'Partner', id: 'part_1', balances: [balanceOf(available)] },
  },
  program: { __typename: 'Program', currencyCode: 'EUR', rewardPlan: planOf() },
});

const detail = {
  ...rewardOf(),
  withdrawnAmount: moneyOf('0.00'),
  paidAmount: moneyOf('0.00'),
  settledAmount: moneyOf('0.00'),
  plan: { __typename: 'RewardPlan', id: 'plan_1', version: 1, words: ['You earn 20 % of each payment.'] },
};
const credit = { __typename: 'Credit', explanation: 'You registered the lead first.' };

function open(answers: Answers = {}, path = '/rewards') {
  return renderApp(path, {
    Session: sessionOf(rights),
    Money: () => moneyWith('230.00'),
    Withdrawable: () => moneyWith('230.00'),
    HeldRewards: () => ({ rewards: pageOf('Reward', []) }),
    Rewards: () => ({ rewards: pageOf('Reward', [rewardOf()]) }),
    Reward: () => ({ reward: { ...detail, account: { ...rewardOf().account, credit } } }),
    Withdrawals: () => ({ withdrawals: pageOf('Withdrawal', []) }),
    CurrentPayoutMethod: () => ({
      payoutMethods: pageOf('PayoutMethod', []),
      program: { __typename: 'Program', payoutMethodWaitHours: 72 },
    }),
    ...answers,
  });
}

describe('the list of rewards', () => {
  it('leads to the payment, the decision and the version of the plan', async () => {
    const { user } = open();
    await user.click(await screen.findByRole('link', { name: 'Northwind' }));
    const why = (await screen.findByRole('heading', { name: 'Why this client counts for you' })).closest('section');
    expect(within(why as HTMLElement).getByText('You registered the lead first.')).toBeVisible();
    expect(screen.getByRole('link', { name: 'See the evidence' })).toHaveAttribute('href', '/accounts/acct_1');
    expect(screen.getByRole('heading', { name: 'By version 1 of the reward plan' })).toBeVisible();
    expect(screen.getByText('You earn 20 % of each payment.')).toBeVisible();
    expect(screen.getByText('€100.00')).toBeVisible();
  });

  it('brings the sums up to date with it whenever one comes back to it', async () => {
    let available = '230.00';
    const money = () => moneyWith(available);
    const { user } = open({ Money: money, Withdrawable: money });
    expect(await screen.findByText('€230.00')).toBeVisible();
    await user.click(await screen.findByRole('link', { name: 'Northwind' }));
    available = '250.00';
    await screen.findByRole('heading', { name: 'Why this client counts for you' });
    await user.click(within(screen.getByRole('main')).getByRole('link', { name: 'Rewards' }));
    expect(await screen.findByText('€250.00')).toBeVisible();
  });

  it('says that the sums can’t be told, and asks again', async () => {
    let failing = true;
    const { user } = open({ Money: () => (failing ? failure('INTERNAL') : moneyWith('230.00')) });
    const again = await screen.findByRole('button', { name: 'Try again' });
    failing = false;
    await user.click(again);
    expect(await screen.findByText('€230.00')).toBeVisible();
  });

  it('is had as CSV as it is shown', async () => {
    open({}, '/rewards?status=PAID');
    expect(await screen.findByRole('link', { name: 'Export CSV' })).toHaveAttribute(
      'href',
      '/files/rewards.csv?status=PAID',
    );
  });

  it('says what comes first to whoever has earned nothing', async () => {
    open({ Rewards: () => ({ rewards: pageOf('Reward', []) }) });
    await waitFor(() => expect(screen.getByRole('link', { name: 'Register a lead' })).toBeVisible());
  });
});
