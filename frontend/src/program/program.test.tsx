import { screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { operatorSession, renderApp } from '~/testing/render-app';

const program = {
  __typename: 'Program',
  name: 'Partner Program',
  supportEmail: 'partners@portal.example',
  logoUrl: null,
  timeZone: 'UTC',
  currencyCode: 'EUR',
  gettingStartedVideoUrl: null,
  reviewBusinessDays: 1,
  openLeadsPerPartner: 50,
  openLeadsByTier: [{ __typename: 'TierLeadLimit', tier: 'Gold', openLeads: 200 }],
  leadReview: false,
  leadWaitDays: 30,
  signUpUrl: null,
  logInUrl: null,
  payoutMethodWaitHours: 72,
  payoutName: null,
  payoutIban: null,
  payoutBic: null,
  secondFactorForOperators: false,
  secondFactorForPayouts: false,
  rewardPlan: {
    __typename: 'RewardPlan',
    id: 'plan_1',
    tiers: ['Silver', 'Gold'].map((name) => ({ __typename: 'RewardTier', name })),
  },
  terms: null,
};

describe('the settings of the program', () => {
  it('sets how many leads may be open by tier, and leaves out the tiers without a limit', async () => {
    const { user, asked } = renderApp('/operator/program', {
      Session: operatorSession(['EDIT_PROGRAM']),
      ProgramSettings: () => ({ program }),
      UpdateProgram: () => ({ updateProgram: { __typename: 'UpdateProgramPayload', program, userErrors: [] } }),
    });
    const gold = await screen.findByLabelText('In the tier Gold');
    const [save] = screen.getAllByRole('button', { name: 'Save settings' });
    expect(gold).toHaveValue('200');
    expect(screen.getByLabelText('In the tier Silver')).toHaveValue('');
    await user.clear(gold);
    await user.type(gold, '300x');
    await user.click(save as HTMLElement);
    expect(screen.getByText('In the tier Gold: enter a whole number, or nothing')).toBeVisible();
    expect(asked.map(({ operation }) => operation)).not.toContain('UpdateProgram');
    await user.type(gold, '{Backspace}');
    await user.click(save as HTMLElement);
    const input = asked.find(({ operation }) => operation === 'UpdateProgram')?.variables.input;
    expect(input).toMatchObject({ openLeadsPerPartner: 50, openLeadsByTier: [{ tier: 'Gold', openLeads: 300 }] });
  });
});
