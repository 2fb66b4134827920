import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { planOf } from '~/testing/money';
import { operatorSession, renderApp } from '~/testing/render-app';

const draftOf = ({ rateBps }: { rateBps: number }) => ({
  rewardPlanDraft: {
    __typename: 'RewardPlanDraft',
    words: [`You earn ${rateBps / 100} % of each payment.`],
    changes: rateBps === 2000 ? [] : [`Share: ${rateBps / 100} %, before 20 %.`],
  },
});

function open(path: string, rights = ['VIEW_REWARD_PLAN', 'EDIT_REWARD_PLAN']) {
  const plan = planOf();
  return renderApp(path, {
    Session: operatorSession(rights),
    RewardPlans: () => ({
      rewardPlans: { __typename: 'RewardPlanConnection', nodes: [plan] },
      program: { __typename: 'Program', rewardPlan: plan },
    }),
    RewardPlanDraft: ({ input }) => draftOf(input as { rateBps: number }),
    PublishRewardPlan: () => ({
      publishRewardPlan: {
        __typename: 'PublishRewardPlanPayload',
        rewardPlan: planOf({ id: 'plan_2', version: 2 }),
        userErrors: [],
      },
    }),
  });
}

describe('the reward plan', () => {
  it('stands there in the words of the server, with its versions', async () => {
    open('/operator/reward-plan', ['VIEW_REWARD_PLAN']);
    expect(await screen.findByRole('heading', { name: 'Version 1 holds from the start' })).toBeVisible();
    expect(screen.getByText('You earn 20 % of each payment.')).toBeVisible();
    expect(screen.getByText(/20 % for 12 months, held for 30 days/)).toBeVisible();
    expect(screen.queryByRole('link', { name: 'Publish a new version' })).not.toBeInTheDocument();
  });

  it('says what a draft changes and would say while it is typed, and asks for nothing that cannot be read', async () => {
    const { user, asked } = open('/operator/reward-plan?publish=1');
    expect(await screen.findByText('Nothing: these are the settings that hold now.')).toBeVisible();
    const share = screen.getByLabelText('Share in percent');
    await user.clear(share);
    await user.type(share, '12.5');
    expect(await screen.findByText('Share: 12.5 %, before 20 %.')).toBeVisible();
    expect(screen.getByText('You earn 12.5 % of each payment.')).toBeVisible();
    await user.clear(share);
    await user.type(share, 'many');
    await user.click(screen.getByRole('button', { name: 'Add a tier' }));
    expect(screen.getByText('Share: 12.5 %, before 20 %.')).toBeVisible();
    const drafts = asked.filter(({ operation }) => operation === 'RewardPlanDraft');
    expect(drafts.every(({ variables }) => Number.isInteger((variables.input as { rateBps: number }).rateBps))).toBe(
      true,
    );
  });

  it('is not published while the months that count can’t be read', async () => {
    const { user } = open('/operator/reward-plan?publish=1');
    await user.clear(await screen.findByLabelText('Months from the first payment'));
    await user.click(screen.getByRole('button', { name: 'Publish' }));
    expect(screen.getByText('Enter a whole number from 1 to 120')).toBeVisible();
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
  });

  it('keeps the focus in the list of tiers when one is removed', async () => {
    const { user } = open('/operator/reward-plan?publish=1');
    await user.click(await screen.findByRole('button', { name: 'Add a tier' }));
    await user.type(screen.getByLabelText('Name of tier 1'), 'Silver');
    await user.click(screen.getByRole('button', { name: 'Remove Silver' }));
    expect(screen.getByRole('group', { name: 'Tiers by number of paying clients' })).toHaveFocus();
  });

  it('is published wholly, once the word is typed', async () => {
    const { user, asked } = open('/operator/reward-plan?publish=1');
    const share = await screen.findByLabelText('Share in percent');
    await user.clear(share);
    await user.type(share, '12.5');
    // The months count no more, whatever stands there.
    await user.clear(screen.getByLabelText('Months from the first payment'));
    await user.click(screen.getByRole('checkbox', { name: 'As long as the client pays' }));
    await user.click(screen.getByRole('button', { name: 'Add a tier' }));
    await user.type(screen.getByLabelText('Name of tier 1'), 'Silver');
    await user.type(screen.getByLabelText('From clients of tier 1'), '5');
    await user.type(screen.getByLabelText('Percent of tier 1'), '17.25');
    await user.click(screen.getByRole('button', { name: /Add a currency to: Bonus/ }));
    await user.click(screen.getByRole('button', { name: 'Publish' }));
    expect(screen.getByText(/Enter an amount for each currency/)).toBeVisible();
    await user.type(screen.getByLabelText('Bonus for a client’s first payment: EUR'), '25');
    await user.click(screen.getByRole('button', { name: 'Publish' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Publish version 2?' }));
    await user.type(dialog.getByLabelText(/Type/), 'publish');
    await user.click(dialog.getByRole('button', { name: 'Publish' }));
    expect(await screen.findByText('Version 2 is published')).toBeVisible();
    expect(asked.find(({ operation }) => operation === 'PublishRewardPlan')?.variables.input).toEqual({
      rateBps: 1250,
      months: null,
      forLife: true,
      holdDays: 30,
      firstPaymentBonuses: [{ amount: '25', currencyCode: 'EUR' }],
      minimumWithdrawals: [{ amount: '50.00', currencyCode: 'EUR' }],
      adjustmentLimits: [],
      tiers: [{ name: 'Silver', fromPayingClients: 5, rateBps: 1725 }],
      holdsFrom: null,
      note: null,
    });
  });
});
