import { screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { pageOf } from '~/testing/accounts';
import { type Answers, renderApp, sessionOf } from '~/testing/render-app';

const won = {
  __typename: 'WeighedAccount',
  credited: true,
  decidedAt: '2026-05-01T10:00:10Z',
  account: {
    __typename: 'ClientAccount',
    id: 'acct_1',
    accountId: '65f1c0ffee0000000000001a',
    name: 'Velo Cycling Co',
    website: 'velocycling.example',
  },
  credit: {
    __typename: 'Credit',
    explanation: 'This client counts for you: you registered its website as a lead.',
    evidence: 'LEAD',
    firstPaidAt: '2026-05-01T10:00:00Z',
    frozenAt: null,
  },
};
const lost = {
  ...won,
  credited: false,
  account: { ...won.account, id: 'acct_2', accountId: '65f1c0ffee0000000000002b', name: null, website: null },
  credit: null,
};

function open(path: string, clients: Record<string, unknown>[] = [won, lost], answers: Answers = {}) {
  return renderApp(path, {
    Session: sessionOf(['VIEW_ACCOUNTS', 'VIEW_CREDIT']),
    Clients: () => ({ weighedAccounts: pageOf('WeighedAccount', clients) }),
    ...answers,
  });
}

describe('the clients for which a partner was weighed', () => {
  it('says of each whether it counts, and why; one that is not the reader’s to see goes by its number', async () => {
    open('/clients');
    expect(await screen.findByRole('link', { name: 'Velo Cycling Co' })).toHaveAttribute('href', '/accounts/acct_1');
    expect(screen.getByText(/you registered its website as a lead/)).toBeVisible();
    expect(screen.getByRole('link', { name: 'Account 65f1c0ffee0000000000002b' })).toBeVisible();
    expect(screen.getByText('None of your evidence is weighed any more.')).toBeVisible();
  });

  it('asks for what the address says', async () => {
    const { asked } = open('/clients?view=lost');
    await screen.findByRole('link', { name: 'Velo Cycling Co' });
    expect(asked.filter(({ operation }) => operation === 'Clients')[0]?.variables).toMatchObject({ credited: false });
  });

  it('leads on where no client has paid yet', async () => {
    open('/clients', []);
    expect(await screen.findByRole('heading', { name: 'No client has paid yet' })).toBeVisible();
    expect(screen.getByRole('link', { name: 'How credit works' })).toHaveAttribute('href', '/credit');
  });
});
