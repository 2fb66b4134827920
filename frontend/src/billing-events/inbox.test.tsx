import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { inDays, pageOf, refusal } from '~/testing/accounts';
import { moneyOf } from '~/testing/money';
import { type Answers, operatorSession, renderApp } from '~/testing/render-app';

const eventOf = (fields: Record<string, unknown> = {}) => ({
  __typename: 'BillingEvent',
  id: 'bill_1',
  source: 'vendor',
  externalId: 'payment-1',
  type: 'PAYMENT',
  accountId: 'f'.repeat(24),
  account: null,
  occurredAt: inDays(-1),
  plan: 'Pro',
  amount: moneyOf('100.00'),
  paymentExternalId: null,
  waitsFor: 'ACCOUNT',
  looksLike: null,
  ...fields,
});

const northwind = { __typename: 'ClientAccount', id: 'acct_1', name: 'Northwind' };

function open(path: string, rows: Record<string, unknown>[], answers: Answers = {}) {
  return renderApp(path, {
    Session: operatorSession(['VIEW_BILLING_EVENTS', 'MATCH_BILLING_EVENTS']),
    BillingEvents: () => ({ billingEvents: pageOf('BillingEvent', rows) }),
    ...answers,
  });
}

const answer = (results: Record<string, unknown>[]) => () => ({
  retryBillingEvents: { __typename: 'RetryBillingEventsPayload', results, userErrors: [] },
});

const result = (id: string, outcome: string, more: Record<string, unknown> = {}) => ({
  __typename: 'RetryBillingEventsResult',
  billingEventId: id,
  outcome,
  userErrors: [],
  billingEvent: null,
  ...more,
});

type Asked = ReturnType<typeof open>['asked'];
const variablesOf = (asked: Asked, name: string) => asked.findLast(({ operation }) => operation === name)?.variables;

describe('the inbox of billing events', () => {
  it('says of a payment that it may have been told twice', async () => {
    const other = { __typename: 'BillingEvent', id: 'bill_0', externalId: 'in_17', source: 'vendor' };
    open('/operator/billing-events?view=ALL', [eventOf({ waitsFor: null, account: northwind, looksLike: other })]);
    expect(await screen.findByText('Looks like payment in_17, told under another id. Both count.')).toBeVisible();
  });

  it('shows what waits for an account, why, and what would mend it', async () => {
    const { asked } = open('/operator/billing-events', [eventOf()]);
    expect(await screen.findByText('No such account')).toBeVisible();
    expect(screen.getByText(/Matched once the account is registered/)).toBeVisible();
    expect(variablesOf(asked, 'BillingEvents')?.filter).toEqual({ waitsFor: 'ACCOUNT' });
  });

  it('says which payment is missing, where nothing can be tried again', async () => {
    const refund = eventOf({ type: 'REFUND', account: northwind, paymentExternalId: 'payment-9', waitsFor: 'PAYMENT' });
    const { asked } = open('/operator/billing-events?view=PAYMENT&type=REFUND&source=vendor', [refund]);
    expect(await screen.findByText(/tells the payment payment-9 of this account/)).toBeVisible();
    expect(screen.queryByRole('checkbox')).not.toBeInTheDocument();
    expect(variablesOf(asked, 'BillingEvents')?.filter).toEqual({
      waitsFor: 'PAYMENT',
      type: ['REFUND'],
      source: 'vendor',
    });
    expect(screen.getByRole('button', { name: 'Remove the filter From vendor' })).toBeVisible();
  });

  it('tries the chosen ones again for an account, and says of each what became of it', async () => {
    const two = [eventOf(), eventOf({ id: 'bill_2', externalId: 'payment-2' })];
    const { user, asked } = open('/operator/billing-events', two, {
      RetryBillingEvents: answer([
        result('bill_1', 'RECORDED', { billingEvent: eventOf({ account: northwind, waitsFor: null }) }),
        result('bill_2', 'REJECTED', {
          billingEvent: two[1],
          userErrors: refusal('This event has its account already.'),
        }),
      ]),
    });
    await user.click(await screen.findByRole('checkbox', { name: 'Select all events on this page' }));
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    const question = within(await screen.findByRole('dialog', { name: 'Try 2 events again?' }));
    await user.type(question.getByLabelText('Account ID, if all are of one account'), ' 65f1 ');
    await user.click(question.getByRole('button', { name: 'Try again' }));
    const report = within(await screen.findByRole('dialog', { name: 'What became of each event' }));
    expect(report.getByText('Payment · Northwind')).toBeVisible();
    expect(report.getByText('This event has its account already.')).toBeVisible();
    expect(variablesOf(asked, 'RetryBillingEvents')?.input).toEqual({
      billingEventIds: ['bill_1', 'bill_2'],
      accountId: '65f1',
    });
  });

  it('tries all again, and says where nothing was found', async () => {
    const { user, asked } = open('/operator/billing-events', [eventOf()], { RetryBillingEvents: answer([]) });
    await user.click(await screen.findByRole('button', { name: 'Try all again' }));
    const question = within(await screen.findByRole('dialog', { name: 'Try all events again?' }));
    await user.click(question.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText(/No account that was missing is registered yet/)).toBeVisible();
    expect(variablesOf(asked, 'RetryBillingEvents')?.input).toEqual({});
  });

  it('says that no event matches the filters, and clears them', async () => {
    const { user, history } = open('/operator/billing-events?view=ALL&type=REFUND', []);
    await user.click(await screen.findByRole('link', { name: 'Clear the filters' }));
    expect(await screen.findByText('Nothing was told yet')).toBeVisible();
    expect(history.location.search).toBe('?view=ALL');
  });
});
