import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { type Answers, failure, renderApp, sessionOf } from '~/testing/render-app';

const counts = {
  accountCounts: {
    __typename: 'AccountCounts',
    development: 1,
    transferPending: 0,
    awaitingPlan: 0,
    collaborator: 1,
    inactive: 0,
  },
};

function account(id: string, name: string, status: string) {
  return {
    __typename: 'ClientAccount',
    id,
    name,
    status,
    accountId: `65f1c0ffee${id}`,
    website: `${id}.example`,
    createdAt: '2026-01-01T00:00:00Z',
    ended: null,
    canRestore: false,
    loginUrl: null,
    accessRequest: null,
  };
}

function accounts(...nodes: ReturnType<typeof account>[]) {
  return {
    accounts: {
      __typename: 'ClientAccountConnection',
      nodes,
      pageInfo: {
        __typename: 'PageInfo',
        hasNextPage: nodes.length > 0,
        hasPreviousPage: false,
        startCursor: 'first',
        endCursor: 'last',
      },
      totalCount: nodes.length,
      totalCountIsExact: true,
    },
  };
}

const two = accounts(account('one', 'Northwind', 'DEVELOPMENT'), account('two', 'Alpine Coffee', 'COLLABORATOR'));
const member = sessionOf(['VIEW_ACCOUNTS', 'CREATE_ACCOUNTS', 'EDIT_ACCOUNTS']);
const open = (path: string, list: Answers[string], session = member) =>
  renderApp(path, { Session: session, AccountCounts: () => counts, Accounts: list });

describe('the list of accounts', () => {
  it('shows each account with its status in words and a link to it', async () => {
    open('/accounts', () => two);
    const row = (await screen.findByText('Northwind')).closest('tr');
    expect(row).not.toBeNull();
    expect(within(row as HTMLElement).getByText('Development account')).toBeVisible();
    expect(screen.getByRole('link', { name: 'Northwind' })).toHaveAttribute('href', '/accounts/one');
    expect(screen.getByText('2 accounts')).toBeVisible();
  });

  it('leads a newcomer to the first account', async () => {
    const none = Object.fromEntries(Object.keys(counts.accountCounts).map((status) => [status, 0]));
    const { user, history } = renderApp('/accounts', {
      Session: member,
      AccountCounts: () => ({ accountCounts: { ...none, __typename: 'AccountCounts' } }),
      Accounts: () => accounts(),
    });
    await screen.findByText('Create your first account');
    await user.click(await screen.findByRole('link', { name: 'Create account' }));
    expect(await screen.findByRole('dialog', { name: 'Create account' })).toBeVisible();
    expect(history.location.search).toBe('?create=1');
  });

  it('says when nothing matches, and clears the filters', async () => {
    const { user, asked } = open('/accounts?search=zebra&status=DEVELOPMENT', ({ filter }) =>
      (filter as { search?: string }).search ? accounts() : two,
    );
    await screen.findByText('No account matches');
    expect(asked.find(({ operation }) => operation === 'Accounts')?.variables).toMatchObject({
      filter: { search: 'zebra', status: ['DEVELOPMENT'], archived: false },
    });
    await user.click(screen.getByRole('link', { name: 'Clear filters' }));
    expect(await screen.findByText('Northwind')).toBeVisible();
  });

  it('tells of a failure and tries again', async () => {
    let broken = true;
    const { user } = open('/accounts', () => (broken ? failure('INTERNAL') : two));
    await screen.findByText('Something went wrong on our side');
    broken = false;
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText('Northwind')).toBeVisible();
  });

  it('says so to whom it is not allowed, and asks for nothing', async () => {
    open('/accounts', () => failure('FORBIDDEN'), sessionOf([]));
    expect(await screen.findByText('You have no right to see this')).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Try again' })).not.toBeInTheDocument();
  });

  it('keeps search, sort and page in the address', async () => {
    const { user, history, asked } = open('/accounts', () => two);
    await screen.findByText('Northwind');
    await user.click(screen.getByRole('button', { name: 'Next' }));
    await waitFor(() => expect(history.location.search).toBe('?after=last'));
    await user.type(screen.getByRole('searchbox'), 'alp');
    await waitFor(() => expect(history.location.search).toBe('?search=alp'));
    await user.click(screen.getByRole('button', { name: 'Account' }));
    await waitFor(() => expect(history.location.search).toBe('?search=alp&sort=NAME'));
    const last = () => asked.findLast(({ operation }) => operation === 'Accounts')?.variables;
    await waitFor(() => expect(last()).toMatchObject({ sort: 'NAME', first: 25, filter: { search: 'alp' } }));
    expect(screen.getByRole('link', { name: 'Export' })).toHaveAttribute(
      'href',
      '/files/accounts.csv?search=alp&sort=NAME',
    );
  });

  it('walks through the rows with j and k', async () => {
    const { user } = open('/accounts', () => two);
    await screen.findByText('Northwind');
    await user.keyboard('j');
    expect(screen.getByRole('link', { name: 'Northwind' })).toHaveFocus();
    await user.keyboard('j');
    expect(screen.getByRole('link', { name: 'Alpine Coffee' })).toHaveFocus();
    await user.keyboard('k');
    expect(screen.getByRole('link', { name: 'Northwind' })).toHaveFocus();
  });

  it('sends who is signed out to the log-in page and back', async () => {
    const { history } = open('/accounts?search=a', () => two, sessionOf());
    await screen.findByRole('heading', { name: 'Sign in' });
    expect(new URLSearchParams(history.location.search).get('next')).toBe('/accounts?search=a');
  });
});
