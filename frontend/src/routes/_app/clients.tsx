import { createFileRoute } from '@tanstack/react-router';
import { ClientsQuery } from '~/clients/clients.queries';
import { ClientsPage } from '~/clients/clients-page';
import { clientsSearch, clientsVariables } from '~/clients/search';
import { prefetch } from '~/lib/prefetch';
import { Permitted } from '~/shell/permitted';

export const Route = createFileRoute('/_app/clients')({
  validateSearch: clientsSearch,
  loaderDeps: ({ search }) => search,
  loader: ({ context, deps }) => prefetch(context.client, ClientsQuery, clientsVariables(deps)),
  component: function Clients() {
    return (
      <Permitted needs="VIEW_CREDIT" member>
        <ClientsPage search={Route.useSearch()} />
      </Permitted>
    );
  },
});
