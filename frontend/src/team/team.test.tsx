import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { accountOf, pageOf, refusal } from '~/testing/accounts';
import { type Answers, renderApp, sessionOf } from '~/testing/render-app';
import { ada, invitationOf, memberOf, teamRights } from '~/testing/team';

type People = ReturnType<typeof memberOf>[];

function open(path: string, answers: Answers = {}, people: People = [ada, memberOf()], rights = teamRights) {
  return renderApp(path, {
    Session: sessionOf(rights),
    Team: () => ({ team: pageOf('TeamMember', people) }),
    Invitations: () => ({ invitations: pageOf('Invitation', [invitationOf()]) }),
    ChoosableAccounts: () => ({
      accounts: pageOf('ClientAccount', [
        accountOf('DEVELOPMENT'),
        accountOf('DEVELOPMENT', { id: 'acct_2', name: 'Contoso' }),
      ]),
    }),
    ...answers,
  });
}

const inputOf = (asked: ReturnType<typeof open>['asked'], name: string) =>
  asked.find(({ operation }) => operation === name)?.variables.input;

describe('the team', () => {
  it('shows who waits first, and lets them in', async () => {
    const asking = memberOf({ id: 'mem_3', name: 'Yusuf Demir', status: 'PENDING' });
    const { user, asked } = open(
      '/team',
      {
        ApproveMember: () => ({
          approveMember: {
            __typename: 'ApproveMemberPayload',
            member: { ...asking, status: 'ACTIVE' },
            userErrors: [],
          },
        }),
      },
      [ada, memberOf(), asking],
    );
    await user.click(await screen.findByRole('button', { name: 'Approve Yusuf Demir' }));
    expect(await screen.findByText('Yusuf Demir is in your team now')).toBeVisible();
    expect(inputOf(asked, 'ApproveMember')).toEqual({ memberId: 'mem_3' });
  });

  it('has no buttons for who may not change it, but lets everybody leave', async () => {
    const { user, asked } = open('/team', {}, [{ ...ada, role: 'VIEWER' }, memberOf()], ['VIEW_TEAM']);
    await user.click(await screen.findByRole('button', { name: 'Actions for Ada Moreau' }));
    await screen.findByRole('menuitem', { name: 'Leave the team' });
    expect(screen.queryByRole('menuitem', { name: 'Change role and accounts' })).not.toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Actions for Carl Wu' })).not.toBeInTheDocument();
    expect(screen.queryByRole('link', { name: 'Invite member' })).not.toBeInTheDocument();
    expect(asked.some(({ operation }) => operation === 'Invitations')).toBe(false);
  });

  it('invites to chosen accounts, once some are chosen', async () => {
    const { user, asked } = open('/team?dialog=invite', {
      InviteMember: () => ({
        inviteMember: { __typename: 'InviteMemberPayload', invitation: invitationOf({ id: 'inv_2' }), userErrors: [] },
      }),
    });
    const dialog = within(await screen.findByRole('dialog', { name: 'Invite a colleague' }));
    await user.click(dialog.getByRole('button', { name: 'Send invitation' }));
    expect(dialog.getByText('Enter the e-mail address of your colleague')).toBeVisible();
    await user.type(dialog.getByLabelText('E-mail'), ' dora@brightside.example ');
    await user.selectOptions(dialog.getByLabelText('Role'), 'VIEWER');
    await user.click(dialog.getByRole('radio', { name: /Chosen accounts/ }));
    await user.click(dialog.getByRole('button', { name: 'Send invitation' }));
    expect(dialog.getByText('Choose one account at least')).toBeVisible();
    await user.click(await dialog.findByRole('checkbox', { name: 'Contoso' }));
    await user.click(dialog.getByRole('button', { name: 'Send invitation' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
    expect(inputOf(asked, 'InviteMember')).toEqual({
      email: 'dora@brightside.example',
      role: 'VIEWER',
      accountIds: ['acct_2'],
    });
  });

  it('shows at the address that somebody is invited already', async () => {
    const message = 'This address is invited already.';
    const { user } = open('/team?dialog=invite', {
      InviteMember: () => ({
        inviteMember: {
          __typename: 'InviteMemberPayload',
          invitation: null,
          userErrors: refusal(message, ['input', 'email'], 'TAKEN'),
        },
      }),
    });
    const email = within(await screen.findByRole('dialog')).getByLabelText('E-mail');
    await user.type(email, 'dora@brightside.example{Enter}');
    await waitFor(() => expect(email).toHaveAccessibleDescription(new RegExp(message)));
  });

  it('opens every account again to who becomes an owner', async () => {
    const restricted = memberOf({
      restricted: true,
      accounts: [
        { __typename: 'ClientAccount', id: 'acct_1', accountId: '65f1c0ffee0000000000001a', name: 'Northwind' },
      ],
    });
    const { user, asked } = open(
      '/team?dialog=edit&id=mem_2',
      {
        UpdateMember: () => ({
          updateMember: { __typename: 'UpdateMemberPayload', member: memberOf({ role: 'OWNER' }), userErrors: [] },
        }),
      },
      [ada, restricted],
    );
    const dialog = within(await screen.findByRole('dialog', { name: 'Role and accounts of Carl Wu' }));
    expect(dialog.getByRole('button', { name: 'Take Northwind away' })).toBeVisible();
    await user.selectOptions(dialog.getByLabelText('Role'), 'OWNER');
    await user.click(dialog.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
    expect(inputOf(asked, 'UpdateMember')).toEqual({
      memberId: 'mem_2',
      role: 'OWNER',
      accountIds: null,
      allAccounts: true,
    });
  });

  it('tells within the dialog that the last owner stays', async () => {
    const message = 'A team needs an owner. Make somebody else an owner first.';
    const { user, history } = open('/team?dialog=remove&id=memb_1', {
      RemoveMember: () => ({
        removeMember: {
          __typename: 'RemoveMemberPayload',
          member: null,
          userErrors: refusal(message, ['input', 'memberId'], 'NOT_ALLOWED'),
        },
      }),
    });
    const dialog = within(await screen.findByRole('dialog', { name: 'Leave the team?' }));
    expect(dialog.getByText(/signed out at once/)).toBeVisible();
    await user.click(dialog.getByRole('button', { name: 'Leave' }));
    expect(await dialog.findByText(message)).toBeVisible();
    expect(history.location.pathname).toBe('/team');
  });

  it('resends an invitation, and revokes it once that is confirmed', async () => {
    const { user, asked } = open('/team', {
      ResendInvitation: () => ({
        resendInvitation: { __typename: 'ResendInvitationPayload', invitation: invitationOf(), userErrors: [] },
      }),
      RevokeInvitation: () => ({
        revokeInvitation: {
          __typename: 'RevokeInvitationPayload',
          invitation: { __typename: 'Invitation', id: 'inv_1', status: 'REVOKED' },
          userErrors: [],
        },
      }),
    });
    await user.click(await screen.findByRole('button', { name: 'Resend the invitation of dora@brightside.example' }));
    expect(await screen.findByText('A fresh link is on its way to dora@brightside.example')).toBeVisible();
    await user.click(screen.getByRole('link', { name: 'Revoke the invitation of dora@brightside.example' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Revoke the invitation?' }));
    expect(asked.some(({ operation }) => operation === 'RevokeInvitation')).toBe(false);
    await user.click(dialog.getByRole('button', { name: 'Revoke' }));
    await waitFor(() => expect(inputOf(asked, 'RevokeInvitation')).toEqual({ invitationId: 'inv_1' }));
  });
});
