import { fireEvent, screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { conversionOf, performanceOf, pointOf } from '~/testing/performance';
import { type Answers, failure, operatorSession, renderApp, sessionOf } from '~/testing/render-app';

const [october, november] = ['2026-10-01', '2026-11-01'];
const account = (name: string) => ({ __typename: 'ClientAccount', id: `acct_${name}`, accountId: name, name });
const answer = performanceOf(
  [october, november],
  [pointOf(october, '12.50'), pointOf(november, '1200.10', { payingClients: 9 }), pointOf(november, '7.00', {}, 'USD')],
  [conversionOf(november)],
);
const split = performanceOf(
  [october, november],
  [
    pointOf(november, '20.00', { account: account('Northwind'), payingClients: 1 }),
    pointOf(november, '5.00', { account: account('Velo'), payingClients: 1 }),
  ],
);

function open(path: string, answers: Answers = {}, session: Answers[string] = sessionOf(['VIEW_REWARDS'])) {
  return renderApp(path, {
    Session: session,
    Performance: ({ groupBy }) => (groupBy === 'CLIENT' ? split : answer),
    ...answers,
  });
}

const cursor = (currency = 'EUR') => screen.findByRole('slider', { name: `Earned in ${currency} over time` });

describe('performance', () => {
  it('says its values in words, and never adds up two currencies', async () => {
    open('/performance');
    expect(await screen.findByText('€1,212.60')).toBeVisible();
    expect(screen.getByText('$7.00')).toBeVisible();
    expect(screen.getByText(/€1,212.60 earned from 1 Oct 2026/)).toHaveTextContent(
      'Most: November 2026, with €1,200.10 from 9 paying clients.',
    );
    expect(screen.getByText('1 of 4 leads won; 2 of 2 hand-overs pay.')).toBeVisible();
  });

  it('shows another currency by its own scale', async () => {
    const { user, history } = open('/performance');
    expect(await screen.findByRole('link', { name: 'EUR' })).toHaveAttribute('data-status', 'active');
    await user.click(screen.getByRole('link', { name: 'USD' }));
    expect(screen.getByRole('link', { name: 'EUR' })).not.toHaveAttribute('data-status');
    expect(await cursor('USD')).toHaveAttribute('aria-valuetext', 'November 2026: $7.00, 2 paying clients');
    expect(history.location.search).toBe('?currency=USD');
  });

  it('is walked through by keys, and told with its parts', async () => {
    open('/performance?by=CLIENT');
    const field = await cursor();
    expect(field).toHaveAttribute(
      'aria-valuetext',
      'November 2026: €25.00 (Northwind €20.00, Velo €5.00), 2 paying clients',
    );
    fireEvent.change(field, { target: { value: '0' } });
    expect(field).toHaveAttribute('aria-valuetext', 'October 2026: €0.00, 0 paying clients');
  });

  it('is split, shown as a table and exported by its address', async () => {
    const { user, history, asked } = open('/performance');
    await user.selectOptions(await screen.findByLabelText('Split by'), 'By client');
    await user.click(await screen.findByRole('button', { name: 'Show as table' }));
    const table = within(await screen.findByRole('table', { name: 'What was earned in EUR' }));
    expect(await table.findByRole('link', { name: 'Northwind' })).toBeVisible();
    expect(table.getByText('€20.00')).toBeVisible();
    expect(history.location.search).toBe('?by=CLIENT&table=1');
    const variables = asked.findLast(({ operation }) => operation === 'Performance')?.variables;
    const { from, to } = variables as { from: string; to: string };
    expect(screen.getByRole('link', { name: 'Export CSV' })).toHaveAttribute(
      'href',
      `/files/performance.csv?from=${from}&to=${to}&interval=MONTH&groupBy=CLIENT`,
    );
  });

  it.each([
    ['says what comes first', '/performance', 'Nothing earned in the last 12 months', 'Register a lead'],
    ['says that there is nothing in a time', '/performance?range=30d', 'Nothing in this time', 'Last 12 months'],
  ])('%s', async (_says, path, title, action) => {
    open(path, { Performance: () => performanceOf([november], []) }, sessionOf(['VIEW_REWARDS', 'EDIT_LEADS']));
    expect(await screen.findByRole('heading', { name: title })).toBeVisible();
    expect(screen.getByRole('link', { name: action })).toBeVisible();
  });

  it('says what to do where there is more than can be told at once', async () => {
    open('/performance', { Performance: () => failure('BAD_USER_INPUT') });
    expect(await screen.findByRole('heading', { name: 'That is too much for one plot' })).toBeVisible();
  });

  it('tries again after a failure', async () => {
    let failed = false;
    const { user } = open('/performance', {
      Performance: () => {
        if (failed) return answer;
        failed = true;
        return failure('INTERNAL');
      },
    });
    await user.click(await screen.findByRole('button', { name: 'Try again' }));
    expect(await cursor()).toBeVisible();
  });

  it('is not there for whoever may not see rewards', async () => {
    open('/performance', {}, sessionOf(['VIEW_ACCOUNTS']));
    expect(await screen.findByText('You have no right to see this')).toBeVisible();
  });
});

describe('the performance of the program', () => {
  it('is looked at as a whole, or of one partner by clients', async () => {
    const { user, history, asked } = open(
      '/operator/performance',
      {
        PartnerChoices: () => ({
          partners: {
            __typename: 'PartnerConnection',
            nodes: [{ __typename: 'Partner', id: 'part_1', name: 'Brightside' }],
          },
        }),
      },
      operatorSession(['VIEW_REWARDS', 'VIEW_PARTNERS']),
    );
    expect(await screen.findByRole('option', { name: 'By partner' })).toBeInTheDocument();
    await user.click(screen.getByRole('combobox', { name: 'Partner' }));
    // Without a layout the list takes its field for scrolled away, and hides.
    await user.click(await screen.findByRole('option', { name: 'Brightside', hidden: true }));
    await user.selectOptions(screen.getByLabelText('Split by'), 'By client');
    expect(history.location.search).toContain('by=CLIENT');
    expect(await screen.findByText('Northwind')).toBeVisible();
    expect(asked.at(-1)?.variables).toMatchObject({ groupBy: 'CLIENT', partnerId: 'part_1' });
  });
});
