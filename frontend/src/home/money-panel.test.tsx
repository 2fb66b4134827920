import { screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { pageOf } from '~/testing/accounts';
import { balanceOf, moneyOf } from '~/testing/money';
import { performanceOf, pointOf } from '~/testing/performance';
import { renderApp, sessionOf } from '~/testing/render-app';

const [october, november] = ['2026-10-01', '2026-11-01'];

function open(balances: object[], points: Record<string, unknown>[]) {
  return renderApp('/', {
    Session: sessionOf(['VIEW_ACCOUNTS', 'VIEW_REWARDS']),
    MemberHome: () => ({
      accountCounts: null,
      team: { __typename: 'TeamMemberConnection', nodes: [] },
      accounts: pageOf('ClientAccount', []),
    }),
    HomeMoney: () => ({
      viewer: { __typename: 'Viewer', partner: { __typename: 'Partner', id: 'part_1', balances } },
      ...performanceOf([october, november], points),
      rewards: pageOf('Reward', []),
    }),
  });
}

describe('the money on the first page', () => {
  it('says what this month has earned, beside what is available and what is coming', async () => {
    open(
      [balanceOf('230.00', 'EUR', { pending: moneyOf('20.00') }), balanceOf('8.00', 'USD')],
      [pointOf(october, '99.00'), pointOf(november, '31.50')],
    );
    expect(await screen.findByText('€230.00')).toBeVisible();
    expect(screen.getByText('€20.00')).toBeVisible();
    expect(screen.getByRole('link', { name: '€31.50' })).toHaveAttribute('href', '/performance');
    expect(screen.getByRole('link', { name: 'Nothing yet' })).toBeVisible();
  });

  it('says what is owed, also where there is nothing else', async () => {
    open([balanceOf('0.00', 'EUR', { debt: moneyOf('12.00') })], []);
    expect(await screen.findByText('Owed')).toBeVisible();
    expect(screen.getByText('€12.00')).toBeVisible();
  });

  it('stands there too where all that this month earned has met a debt', async () => {
    open([balanceOf('0.00')], [pointOf(november, '31.50')]);
    expect(await screen.findByRole('link', { name: '€31.50' })).toBeVisible();
  });
});
