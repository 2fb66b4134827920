import { createFileRoute } from '@tanstack/react-router';
import { AccountCountsQuery, AccountsQuery } from '~/accounts/accounts.queries';
import { AccountsPage } from '~/accounts/accounts-page';
import { accountsSearch, accountsVariables } from '~/accounts/search';
import { prefetch } from '~/lib/prefetch';
import { Permitted } from '~/shell/permitted';

export const Route = createFileRoute('/_app/accounts/')({
  validateSearch: accountsSearch,
  // The dialog is no part of the question.
  loaderDeps: ({ search: { create: _create, way: _way, ...search } }) => search,
  loader: ({ context, deps, cause }) => {
    prefetch(context.client, AccountsQuery, accountsVariables(deps));
    if (cause !== 'stay') prefetch(context.client, AccountCountsQuery, {});
  },
  component: function Accounts() {
    return (
      <Permitted needs="VIEW_ACCOUNTS">
        <AccountsPage search={Route.useSearch()} />
      </Permitted>
    );
  },
});
