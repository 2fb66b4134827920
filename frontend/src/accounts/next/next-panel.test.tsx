import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { accountOf, endedBy, inDays, requestOf, rights, transferOf } from '~/testing/accounts';
import { type Answers, renderApp, sessionOf } from '~/testing/render-app';

type Fields = Parameters<typeof accountOf>[1];

function open(status: string, fields: Fields = {}, answers: Answers = {}) {
  return renderApp('/accounts/acct_1', {
    Session: sessionOf(rights),
    Account: () => ({ account: accountOf(status, fields) }),
    ...answers,
  });
}

const transferPayload = (verb: string, account: object | null, userErrors: object[] = []) => ({
  [verb]: { __typename: `${verb}Payload`, account, userErrors },
});
const actions = async () => {
  await screen.findByRole('heading', { name: 'Northwind' });
  const words = /Transfer|Resend|address|Cancel|Remind|Withdraw|Restore|Request|Archive|Edit/;
  const main = within(screen.getByRole('main'));
  return [...main.queryAllByRole('link', { name: words }), ...main.queryAllByRole('button', { name: words })].map(
    (one) => one.textContent,
  );
};

describe('what comes next with an account', () => {
  it.each<[string, Fields, string, string[]]>([
    ['DEVELOPMENT', {}, 'Build the store', ['Archive', 'Edit', 'Transfer ownership']],
    ['DEVELOPMENT', { provisioning: 'PENDING' }, 'is being made', ['Archive', 'Edit']],
    ['DEVELOPMENT', { provisioning: 'FAILED', provisioningReason: 'Taken.' }, 'could not be made', ['Archive']],
    [
      'TRANSFER_PENDING',
      { transfer: transferOf() },
      'Your client accepts',
      ['Edit', 'Cancel transfer', 'Change address', 'Resend'],
    ],
    [
      'TRANSFER_PENDING',
      { transfer: transferOf({ expiresAt: inDays(-1) }) },
      'The link has expired',
      ['Edit', 'Cancel transfer', 'Change address', 'Resend'],
    ],
    [
      'TRANSFER_PENDING',
      { transfer: transferOf({ blocked: true }) },
      'owns another account meanwhile',
      ['Edit', 'Cancel transfer', 'Change address', 'Resend'],
    ],
    [
      'TRANSFER_PENDING',
      { transfer: transferOf({ bouncedAt: inDays(-1) }) },
      'The mail came back',
      ['Edit', 'Cancel transfer', 'Change address', 'Resend'],
    ],
    ['AWAITING_PLAN', {}, 'Your client chooses a plan', ['Withdraw access', 'Remind the client']],
    ['COLLABORATOR', { plan: 'Pro', ownerEmail: 'clara@store.example' }, 'All is in place', ['Withdraw access']],
    ['INACTIVE', { ended: endedBy('PARTNER'), canRestore: true }, 'Your team archived', ['Restore']],
    ['INACTIVE', { ended: endedBy('PARTNER') }, 'Your team withdrew', ['Request access again']],
    ['INACTIVE', { ended: endedBy('CLIENT', 'Enough.') }, 'The client ended your access', ['Request access again']],
    ['INACTIVE', { ended: endedBy('VENDOR') }, 'closed at the vendor', []],
    [
      'INACTIVE',
      { ended: endedBy('CLIENT'), accessRequest: requestOf() },
      'You have asked for access',
      ['Cancel request', 'Resend request'],
    ],
    [
      'INACTIVE',
      { ended: endedBy('CLIENT'), accessRequest: requestOf({ bouncedAt: inDays(-1) }) },
      'The mail could not be delivered; check with your client.',
      ['Cancel request', 'Resend request'],
    ],
  ])('%s %#: says it, and offers exactly what is allowed', async (status, fields, says, offered) => {
    open(status, fields);
    expect(await actions()).toEqual(offered);
    expect(screen.getByRole('main')).toHaveTextContent(says);
  });

  it('offers nothing to members of a suspended partner, and says why', async () => {
    const session = sessionOf(['VIEW_ACCOUNTS'])();
    session.viewer?.member &&
      Object.assign(session.viewer, {
        member: { ...session.viewer.member, partner: { ...session.viewer.member.partner, status: 'SUSPENDED' } },
      });
    renderApp('/accounts/acct_1?dialog=transfer', {
      Session: () => session,
      Account: () => ({ account: accountOf('DEVELOPMENT') }),
    });
    expect(await actions()).toEqual([]);
    expect(screen.getByText('Your partnership is suspended')).toBeVisible();
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
  });

  it('lets the client be reminded once a week', async () => {
    const { user } = open(
      'AWAITING_PLAN',
      {},
      {
        NudgeClient: () =>
          transferPayload('nudgeClient', accountOf('AWAITING_PLAN', { nudgedAt: new Date().toISOString() })),
      },
    );
    await user.click(await screen.findByRole('button', { name: 'Remind the client' }));
    expect(await screen.findByText('The client was reminded')).toBeVisible();
    expect(screen.getByRole('button', { name: 'Remind the client' })).toBeDisabled();
    expect(screen.getByText(/You can do so again from/)).toBeVisible();
  });
});
