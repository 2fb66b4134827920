import { createFileRoute } from '@tanstack/react-router';
import { OperatorAccountsQuery } from '~/accounts/operator-accounts.queries';
import { OperatorAccountsPage } from '~/accounts/operator-accounts-page';
import { operatorAccountsSearch, operatorAccountsVariables } from '~/accounts/operator-search';
import { prefetch } from '~/lib/prefetch';
import { Permitted } from '~/shell/permitted';

export const Route = createFileRoute('/_app/operator/accounts')({
  validateSearch: operatorAccountsSearch,
  loaderDeps: ({ search }) => search,
  loader: ({ context, deps }) => prefetch(context.client, OperatorAccountsQuery, operatorAccountsVariables(deps)),
  component: function Accounts() {
    return (
      <Permitted needs="VIEW_ACCOUNTS">
        <OperatorAccountsPage search={Route.useSearch()} />
      </Permitted>
    );
  },
});
