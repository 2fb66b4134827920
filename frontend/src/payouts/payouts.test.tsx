import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { inDays, pageOf, refusal } from '~/testing/accounts';
import { balanceOf, methodOf, moneyOf, moneyRights, planOf, rewardOf, withdrawalOf } from '~/testing/money';
import { type Answers, failure, lost, renderApp, sessionOf } from '~/testing/render-app';

const partnerWith = (balances: object[]) => ({
  viewer: { __typename: 'Viewer', partner: { __typename: 'Partner', id: 'part_1', balances } },
  program: { __typename: 'Program', currencyCode: 'EUR', rewardPlan: planOf() },
});

const methods = (...nodes: Record<string, unknown>[]) => ({
  payoutMethods: pageOf('PayoutMethod', nodes),
  program: { __typename: 'Program', payoutMethodWaitHours: 72 },
});

function open(path: string, answers: Answers = {}, rights = moneyRights) {
  const money = () => partnerWith([balanceOf('230.00'), balanceOf('40.00', 'USD')]);
  return renderApp(path, {
    Session: sessionOf(rights),
    Money: money,
    Withdrawable: money,
    HeldRewards: () => ({ rewards: pageOf('Reward', []) }),
    Rewards: () => ({ rewards: pageOf('Reward', [rewardOf()]) }),
    Withdrawals: () => ({ withdrawals: pageOf('Withdrawal', [withdrawalOf('REQUESTED')]) }),
    CurrentPayoutMethod: () => methods(methodOf()),
    ...answers,
  });
}

type Asked = ReturnType<typeof open>['asked'];
const inputOf = (asked: Asked, name: string) => asked.find(({ operation }) => operation === name)?.variables.input;

describe('the page of rewards', () => {
  it('says of each currency by itself what there is, and when more comes', async () => {
    open('/rewards', {
      Money: () => partnerWith([balanceOf('230.00', 'EUR', { pending: moneyOf('20.00'), debt: moneyOf('7.00') })]),
      HeldRewards: () => ({
        rewards: pageOf('Reward', [
          rewardOf({ id: 'rew_2', availableAt: '2027-02-03T12:00:00Z' }),
          rewardOf({ availableAt: '2027-01-21T12:00:00Z' }),
        ]),
      }),
    });
    expect(await screen.findByText('€230.00')).toBeVisible();
    expect(await screen.findByText('next on 21 Jan 2027')).toBeVisible();
    expect(screen.getByText('€7.00')).toBeVisible();
    expect(await screen.findByText('Held until 21 Jan 2027')).toBeVisible();
  });

  it.each([
    ['where nothing is available', '0.00', moneyRights],
    ['to who may not', '230.00', ['VIEW_REWARDS', 'VIEW_WITHDRAWALS']],
  ])('offers no withdrawal %s', async (_where, available, rights) => {
    const money = () => partnerWith([balanceOf(available)]);
    open('/rewards', { Money: money, Withdrawable: money }, rights);
    expect(await screen.findByText('Northwind')).toBeVisible();
    expect(screen.queryByRole('link', { name: 'Withdraw' })).not.toBeInTheDocument();
  });
});

describe('an unpaid reward', () => {
  const openWith = (reward: Parameters<typeof rewardOf>[0], rights = moneyRights) =>
    open('/rewards', { Rewards: () => ({ rewards: pageOf('Reward', [rewardOf(reward)]) }) }, rights);

  it('says that there is no payout method, and leads to one whoever may give it', async () => {
    const { user } = openWith({ status: 'AVAILABLE', waitsFor: 'PAYOUT_METHOD', waitsUntil: null });
    expect(await screen.findByText(/No payout method yet/)).toBeVisible();
    await user.click(screen.getByRole('link', { name: 'Add one' }));
    expect(await screen.findByRole('dialog', { name: 'Payout method' })).toBeVisible();
  });

  it('leads nobody to what he may not do', async () => {
    openWith({ status: 'AVAILABLE', waitsFor: 'PAYOUT_METHOD', waitsUntil: null }, ['VIEW_REWARDS']);
    expect(await screen.findByText('No payout method yet')).toBeVisible();
    expect(screen.queryByRole('link', { name: 'Add one' })).not.toBeInTheDocument();
  });

  it.each([
    ['PAYOUT_METHOD', '2027-02-03T12:00:00Z', 'Your payout method can be used from 3 Feb 2027 on'],
    ['MINIMUM', null, 'Less is available than the minimum withdrawal'],
    ['DEBT', null, 'What is owed is met first'],
    ['REINSTATEMENT', null, 'Your partnership is suspended'],
    ['APPROVAL', null, /The partnerships team has yet to approve its withdrawal/],
    ['BANK', null, /Its withdrawal is yet to be paid/],
  ])('says what it waits for: %s', async (waitsFor, waitsUntil, words) => {
    openWith({ status: 'AVAILABLE', waitsFor, waitsUntil });
    expect(await screen.findByText(words)).toBeVisible();
  });
});

describe('withdrawing', () => {
  const withdrawn = (userErrors: object[] = []) => ({
    withdrawRewards: {
      __typename: 'WithdrawRewardsPayload',
      withdrawal: userErrors.length > 0 ? null : withdrawalOf('REQUESTED', { id: 'wdr_2', amount: moneyOf('230.00') }),
      userErrors,
    },
  });

  it('sends all that is available unless another amount is typed', async () => {
    const { user, asked } = open('/rewards', { WithdrawRewards: () => withdrawn() });
    await user.click(await screen.findByRole('link', { name: 'Withdraw' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Withdraw rewards' }));
    await user.click(await dialog.findByRole('button', { name: 'Withdraw €230.00' }));
    expect(await screen.findByText('€230.00 is reserved for you, and waits for approval')).toBeVisible();
    expect(inputOf(asked, 'WithdrawRewards')).toEqual({
      amount: '230.00',
      currencyCode: 'EUR',
      payoutMethodId: 'pom_1',
    });
  });

  it('says at the field what can’t be, and in the server’s words what it refuses', async () => {
    const { user, asked } = open('/rewards?dialog=withdraw', {
      WithdrawRewards: () => withdrawn(refusal('Your payout method can be used from tomorrow on.', ['payoutMethodId'])),
    });
    const dialog = within(await screen.findByRole('dialog', { name: 'Withdraw rewards' }));
    const amount = await dialog.findByLabelText('Amount');
    for (const [typed, words] of [
      ['49.99', '€50.00 is the least that can be withdrawn'],
      ['230.01', '€230.00 can be withdrawn now'],
      ['1,250', 'Enter an amount such as 12.50'],
    ] as const) {
      await user.clear(amount);
      await user.type(amount, `${typed}{Enter}`);
      expect(dialog.getByText(words)).toBeVisible();
    }
    expect(inputOf(asked, 'WithdrawRewards')).toBeUndefined();
    await user.selectOptions(dialog.getByLabelText('Currency'), 'USD');
    await user.click(dialog.getByRole('button', { name: 'Withdraw $40.00' }));
    expect(await dialog.findByText('Your payout method can be used from tomorrow on.')).toBeVisible();
  });

  it('sends the same once more under the same key where no answer came, and anything else under another', async () => {
    const answers = [lost, lost, withdrawn(refusal('Less is available.')), withdrawn()];
    const { user, asked } = open('/rewards?dialog=withdraw', { WithdrawRewards: () => answers.shift() ?? lost });
    const dialog = within(await screen.findByRole('dialog', { name: 'Withdraw rewards' }));
    const amount = await dialog.findByLabelText('Amount');
    const sent = () => asked.filter(({ operation }) => operation === 'WithdrawRewards');
    async function send(typed: string) {
      await user.clear(amount);
      await user.type(amount, `${typed}{Enter}`);
    }
    await send('60');
    await dialog.findByText(/The portal cannot be reached/);
    await send('70');
    await waitFor(() => expect(sent()).toHaveLength(2));
    await waitFor(() => expect(dialog.getByRole('button', { name: /Withdraw/ })).toBeEnabled());
    await send('70');
    expect(await dialog.findByText('Less is available.')).toBeVisible();
    await send('70,00');
    expect(await screen.findByText('€70.00 is reserved for you, and waits for approval')).toBeVisible();
    const [first, second, again, later] = sent().map(({ idempotencyKey }) => idempotencyKey);
    expect(first).toMatch(/^[0-9a-f]{32}$/);
    expect(second).not.toBe(first);
    expect(again).toBe(second);
    expect(later).not.toBe(again);
  });

  const tooLittle = () => partnerWith([balanceOf('49.99')]);
  it.each([
    ['has too little', { Money: tooLittle, Withdrawable: tooLittle }, /€49.99 is available; the least is €50.00/],
    ['can’t read the method', { CurrentPayoutMethod: () => failure('INTERNAL') }, 'Try again'],
  ])('shows no form to whoever %s', async (_who, answers, words) => {
    open('/rewards?dialog=withdraw', answers);
    const dialog = within(await screen.findByRole('dialog', { name: 'Withdraw rewards' }));
    expect(await dialog.findByText(words)).toBeVisible();
    expect(dialog.queryByLabelText('Amount')).not.toBeInTheDocument();
  });

  it('leaves the list as it was when the dialog closes, and gives the focus back', async () => {
    const { user, history } = open('/rewards?status=AVAILABLE');
    await user.click(await screen.findByRole('link', { name: 'Withdraw' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Withdraw rewards' }));
    await dialog.findByLabelText('Amount');
    await user.keyboard('{Escape}');
    await waitFor(() => expect(screen.getByRole('link', { name: 'Withdraw' })).toHaveFocus());
    expect(history.location.search).toBe('?status=AVAILABLE');
  });

  it('asks first where the money is to go', async () => {
    const { user } = open('/rewards?dialog=withdraw', { CurrentPayoutMethod: () => methods() });
    const dialog = within(await screen.findByRole('dialog', { name: 'Withdraw rewards' }));
    await user.click(await dialog.findByRole('link', { name: 'Add a payout method' }));
    expect(await screen.findByRole('dialog', { name: 'Payout method' })).toBeVisible();
  });

  it('says until when a new method waits', async () => {
    const usableFrom = inDays(2);
    open('/rewards?dialog=withdraw', { CurrentPayoutMethod: () => methods(methodOf({ usable: false, usableFrom })) });
    const dialog = within(await screen.findByRole('dialog', { name: 'Withdraw rewards' }));
    expect(await dialog.findByText(/Your payout method can be used from .* on/)).toBeVisible();
    expect(dialog.queryByRole('button', { name: /^Withdraw/ })).not.toBeInTheDocument();
  });
});

describe('the payout method', () => {
  it('is sent with the password, without what belongs to another type', async () => {
    const { user, asked } = open('/rewards?dialog=payout-method', {
      UpdatePayoutMethod: () => ({
        updatePayoutMethod: {
          __typename: 'UpdatePayoutMethodPayload',
          payoutMethod: null,
          userErrors: refusal('This is no IBAN.', ['iban']),
        },
      }),
    });
    const dialog = within(await screen.findByRole('dialog', { name: 'Payout method' }));
    await user.type(dialog.getByLabelText('Account holder'), 'Brightside GmbH');
    await user.type(dialog.getByLabelText('IBAN'), 'DE89');
    await user.type(dialog.getByLabelText('Your password'), 'long enough for me');
    await user.click(dialog.getByRole('button', { name: 'Save payout method' }));
    expect(await dialog.findByText('This is no IBAN.')).toBeVisible();
    expect(inputOf(asked, 'UpdatePayoutMethod')).toEqual({
      type: 'BANK',
      holderName: 'Brightside GmbH',
      iban: 'DE89',
      bic: null,
      password: 'long enough for me',
    });
  });
});

describe('one withdrawal', () => {
  it('can be cancelled by its partner while it waits', async () => {
    const { user, asked } = open('/withdrawals/wdr_1', {
      Withdrawal: () => ({ node: withdrawalOf('REQUESTED') }),
      CancelWithdrawal: () => ({
        cancelWithdrawal: {
          __typename: 'CancelWithdrawalPayload',
          withdrawal: withdrawalOf('CANCELLED', { endedAt: inDays(0) }),
          userErrors: [],
        },
      }),
    });
    await user.click(await screen.findByRole('link', { name: 'Cancel' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Cancel the withdrawal of €120.00?' }));
    await user.click(dialog.getByRole('button', { name: 'Cancel withdrawal' }));
    expect(await screen.findByText('The withdrawal is cancelled')).toBeVisible();
    expect(inputOf(asked, 'CancelWithdrawal')).toEqual({ withdrawalId: 'wdr_1' });
    expect(screen.queryByRole('link', { name: 'Cancel' })).not.toBeInTheDocument();
  });

  it('shows why it can’t be cancelled any more, and then how it stands', async () => {
    let status = 'REQUESTED';
    const { user } = open('/withdrawals/wdr_1', {
      Withdrawal: () => ({ node: withdrawalOf(status) }),
      CancelWithdrawal: () => {
        status = 'APPROVED';
        const userErrors = refusal('This withdrawal is approved already.');
        return { cancelWithdrawal: { __typename: 'CancelWithdrawalPayload', withdrawal: null, userErrors } };
      },
    });
    await user.click(await screen.findByRole('link', { name: 'Cancel' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Cancel the withdrawal of €120.00?' }));
    await user.click(dialog.getByRole('button', { name: 'Cancel withdrawal' }));
    expect(await screen.findByText('Approved, and paid next')).toBeInTheDocument();
    expect(dialog.getByText('This withdrawal is approved already.')).toBeVisible();
    await user.click(dialog.getByRole('button', { name: 'Keep it' }));
    expect(await screen.findByRole('heading', { name: 'Approved, and paid next' })).toBeVisible();
    expect(screen.queryByRole('link', { name: 'Cancel' })).not.toBeInTheDocument();
  });

  it('says why it was rejected, and by what a payment is found', async () => {
    open('/withdrawals/wdr_1', {
      Withdrawal: () => ({ node: withdrawalOf('REJECTED', { reason: 'Another name on the account.' }) }),
    });
    expect(await screen.findByText('Another name on the account.')).toBeVisible();
    expect(screen.getByRole('heading', { name: 'The partnerships team did not agree' })).toBeVisible();
  });
});
