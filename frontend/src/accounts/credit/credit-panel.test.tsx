import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { accountOf } from '~/testing/accounts';
import { type Answers, operatorSession, renderApp, sessionOf } from '~/testing/render-app';

const rights = ['VIEW_ACCOUNTS', 'VIEW_CREDIT', 'VIEW_CREDIT_POLICY'];

const candidate = (fields: object = {}) => ({
  __typename: 'CreditCandidate',
  partner: { __typename: 'Partner', id: 'part_1', name: 'Brightside Agency' },
  evidence: 'LEAD',
  outcome: 'WON',
  reason: 'Your lead protected the website at the sign-up.',
  at: '2026-03-03T10:00:00Z',
  ...fields,
});

const credit = (fields: object = {}) => ({
  __typename: 'Credit',
  credited: 'YOU',
  partner: { __typename: 'Partner', id: 'part_1', name: 'Brightside Agency' },
  explanation: 'Registered as a lead on 3 March by you, 41 days before the sign-up.',
  firstPaidAt: '2026-05-01T10:00:00Z',
  decidedAt: '2026-05-01T10:00:10Z',
  frozenAt: null,
  policyVersion: 2,
  story: ['3 March 2026: You registered the lead.', '1 May 2026: The client paid for the first time.'],
  candidates: [candidate()],
  ...fields,
});

const open = (account: object, session: Answers[string] = sessionOf(rights)) =>
  renderApp('/accounts/acct_1', { Session: session, Account: () => ({ account }) });

describe('the credit of an account', () => {
  it('is not decided before the first payment, and says where the rules stand', async () => {
    open(accountOf('COLLABORATOR'));
    expect(await screen.findByText('Decided at the client’s first payment')).toBeVisible();
    expect(screen.getByRole('link', { name: 'How credit works' })).toHaveAttribute('href', '/credit');
  });

  it('tells who is credited as a story, with the evidence and the version of the rules', async () => {
    open(accountOf('COLLABORATOR', { credit: credit({ frozenAt: '2026-06-01T10:00:00Z' }) }));
    expect(await screen.findByText(/Counts for you/)).toHaveTextContent('Final');
    expect(screen.getByText(/41 days before the sign-up/)).toBeVisible();
    expect(screen.getByText('You registered the lead.')).toBeVisible();
    expect(within(screen.getByRole('list', { name: 'What was weighed' })).getByText('Won')).toBeVisible();
    expect(screen.getByText('Version 2')).toBeVisible();
  });

  it('calls an account by its number for whom it only lost to another', async () => {
    const lost = credit({ credited: 'NOT_YOU', partner: null, candidates: [candidate({ outcome: 'LOST' })] });
    open(accountOf('COLLABORATOR', { status: null, name: null, website: null, createdAt: null, credit: lost }));
    expect(await screen.findByRole('heading', { name: '65f1c0ffee0000000000001a' })).toBeVisible();
    expect(screen.getByText('Does not count for you')).toBeVisible();
    expect(screen.queryByRole('heading', { name: 'Details' })).not.toBeInTheDocument();
    const [back] = within(screen.getByRole('main')).getAllByRole('link');
    expect(back).toHaveAccessibleName('Clients');
    expect(back).toHaveAttribute('href', '/clients');
  });

  it('names all candidates to operators', async () => {
    const partner = { __typename: 'Partner', id: 'part_2', name: 'Northlight' };
    const rival = candidate({ partner, evidence: 'REFERRAL', outcome: 'LOST', reason: 'A lead is stronger.' });
    open(
      accountOf('COLLABORATOR', {
        status: null,
        credit: credit({ credited: 'PARTNER', candidates: [candidate(), rival] }),
      }),
      operatorSession(rights),
    );
    expect(await screen.findByText('Counts for Brightside Agency')).toBeVisible();
    expect(screen.getByText('Referral link · Northlight')).toBeVisible();
  });
});
