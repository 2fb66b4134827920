import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { pageOf } from '~/testing/accounts';
import { type Answers, operatorSession, renderApp } from '~/testing/render-app';
import { factsOf } from './facts';

const created = {
  __typename: 'AuditEvent',
  id: 'evt_1',
  at: '2026-01-02T10:00:00Z',
  type: 'account.created',
  subjectId: 'acct_1',
  ipAddress: '192.0.2.7',
  reason: null,
  data: '{"accountId":"65f1c0ffee0000000000001a","name":"Northwind"}',
  actor: {
    __typename: 'AuditActor',
    kind: 'MEMBER',
    id: 'user_1',
    name: 'Ada Moreau',
    email: 'ada@brightside.example',
  },
  partner: { __typename: 'Partner', id: 'part_1', name: 'Brightside' },
};

function open(path: string, events = [created]) {
  const answers: Answers = {
    Session: operatorSession(['VIEW_AUDIT_TRAIL']),
    Audit: () => ({ auditEvents: pageOf('AuditEvent', events) }),
  };
  return renderApp(path, answers);
}

const filters = (asked: ReturnType<typeof open>['asked']) =>
  asked.filter(({ operation }) => operation === 'Audit').map(({ variables }) => variables.filter);

describe('the audit trail', () => {
  it('asks for what the address says, with days as those of the reader', async () => {
    const { asked } = open('/operator/audit?type=account.created&kind=MEMBER&from=2026-01-01&to=2026-01-02');
    await screen.findByRole('cell', { name: /Account created/ });
    expect(filters(asked)[0]).toEqual({
      type: ['account.created'],
      actorKind: ['MEMBER'],
      from: new Date('2026-01-01T00:00:00').toISOString(),
      to: new Date('2026-01-03T00:00:00').toISOString(),
    });
  });

  it('goes on from a row to more of the same, and back', async () => {
    const { user, history, asked } = open('/operator/audit');
    const row = await screen.findByRole('row', { name: /Account created/ });
    await user.click(within(row).getByRole('button', { name: 'More about: Account created' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Only of this partner' }));
    await waitFor(() => expect(history.location.search).toBe('?partner=part_1'));
    expect(filters(asked).at(-1)).toEqual({ partnerId: 'part_1' });
    await user.click(await screen.findByRole('button', { name: 'Remove the filter: Partner Brightside' }));
    await waitFor(() => expect(history.location.search).toBe(''));
  });

  it('says that nothing matches, with the way to all', async () => {
    open('/operator/audit?ip=192.0.2.99', []);
    expect(await screen.findByText('No event matches')).toBeVisible();
    expect(screen.getByRole('link', { name: 'Clear filters' })).toHaveAttribute('href', '/operator/audit');
  });

  it('tells in words what is known of an event, without ids that say nothing', () => {
    expect(factsOf('{"accountId":"65f1c0ffee0000000000001a","again":true,"linkId":null}')).toBe(
      'account id 65f1c0ffee0000000000001a · again yes',
    );
    expect(factsOf('{"transferId":"tran_01a1fe106cac7dbc9371890443d05ede","fields":["name","time_zone"]}')).toBe(
      'fields name, time_zone',
    );
  });
});
