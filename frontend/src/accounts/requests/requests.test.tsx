import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { inDays, pageOf, requestOf, rights } from '~/testing/accounts';
import { type Answers, failure, renderApp, sessionOf } from '~/testing/render-app';

const list = (...nodes: object[]) => ({ accessRequests: pageOf('AccessRequest', nodes as Record<string, unknown>[]) });
const approved = requestOf({
  id: 'req_2',
  status: 'APPROVED',
  account: { __typename: 'ClientAccount', id: 'acct_2', name: 'Alpine Coffee' },
  endedAt: inDays(-1),
});
const open = (path: string, requests: Answers[string], more: Answers = {}, permissions = rights) =>
  renderApp(path, { Session: sessionOf(permissions), AccessRequests: requests, ...more });

describe('the list of access requests', () => {
  it('shows the number that was asked for, and the name once one may know it', async () => {
    open('/requests', () => list(requestOf(), approved));
    expect(await screen.findByRole('link', { name: 'Alpine Coffee' })).toHaveAttribute('href', '/accounts/acct_2');
    expect(screen.getAllByText('65f1c0ffee0000000000001a')).toHaveLength(2);
    expect(screen.getAllByText('Mailed 1 of 3')).toHaveLength(2);
    expect(screen.getAllByRole('button', { name: /Actions for/ })).toHaveLength(1);
    expect(screen.getByText('2 requests')).toBeVisible();
  });

  it('says where the mail came back', async () => {
    open('/requests', () => list(requestOf({ bouncedAt: inDays(-1) })));
    expect(await screen.findByText('The mail could not be delivered; check with your client.')).toBeVisible();
  });

  it('leads to the first request', async () => {
    const { user, history } = open('/requests', () => list());
    await screen.findByText('No requests yet');
    await user.click(screen.getByRole('link', { name: 'Request access' }));
    expect(await screen.findByRole('dialog', { name: 'Request access' })).toBeVisible();
    expect(history.location.search).toBe('?dialog=request');
  });

  it('filters by state in the address, and says when nothing matches', async () => {
    const { user, asked, history } = open('/requests?status=DECLINED', ({ filter }) =>
      (filter as { status?: string[] }).status ? list() : list(requestOf()),
    );
    await screen.findByText('No request in this state');
    expect(asked.find(({ operation }) => operation === 'AccessRequests')?.variables).toMatchObject({
      filter: { status: ['DECLINED'] },
    });
    await user.click(screen.getByRole('link', { name: 'All' }));
    expect(await screen.findByText('1 request')).toBeVisible();
    expect(history.location.search).toBe('');
  });

  it('tells of a failure and tries again', async () => {
    let broken = true;
    const { user } = open('/requests', () => (broken ? failure('INTERNAL') : list(approved)));
    await screen.findByText('Something went wrong on our side');
    broken = false;
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByRole('link', { name: 'Alpine Coffee' })).toBeVisible();
  });

  it('is not for those without the right, and offers no actions to readers', async () => {
    open('/requests', () => list(requestOf()), {}, []);
    expect(await screen.findByText('You have no right to see this')).toBeVisible();
  });

  it('offers nothing to readers', async () => {
    open('/requests', () => list(requestOf()), {}, ['VIEW_ACCOUNTS']);
    await screen.findByText('1 request');
    expect(screen.queryByRole('button', { name: /Actions for/ })).not.toBeInTheDocument();
    expect(screen.queryByRole('link', { name: 'Request access' })).not.toBeInTheDocument();
  });

  it('cancels a request with a reason', async () => {
    let status = 'PENDING';
    const { user, asked } = open('/requests', () => list(requestOf({ status })), {
      CancelAccessRequest: () => {
        status = 'CANCELLED';
        return {
          cancelAccessRequest: {
            __typename: 'CancelAccessRequestPayload',
            accessRequest: requestOf({ status, endedAt: inDays(0), canResendAt: null }),
            userErrors: [],
          },
        };
      },
    });
    await user.click(await screen.findByRole('button', { name: /Actions for/ }));
    await user.click(await screen.findByRole('menuitem', { name: 'Cancel request' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Cancel the request?' }));
    await user.type(dialog.getByLabelText('Reason'), 'Wrong store');
    await user.click(dialog.getByRole('button', { name: 'Cancel request' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
    expect(within(screen.getByRole('table')).getByText('Cancelled')).toBeVisible();
    expect(asked.find(({ operation }) => operation === 'CancelAccessRequest')?.variables).toEqual({
      input: { accessRequestId: 'req_1', reason: 'Wrong store' },
    });
  });
});
