import { createFileRoute } from '@tanstack/react-router';
import { AccessRequestsQuery } from '~/accounts/requests/requests.queries';
import { RequestsPage } from '~/accounts/requests/requests-page';
import { requestsSearch, requestsVariables } from '~/accounts/requests/search';
import { prefetch } from '~/lib/prefetch';
import { Permitted } from '~/shell/permitted';

export const Route = createFileRoute('/_app/requests')({
  validateSearch: requestsSearch,
  // The dialog is no part of the question.
  loaderDeps: ({ search: { status, after, before } }) => ({ status, after, before }),
  loader: ({ context, deps }) => prefetch(context.client, AccessRequestsQuery, requestsVariables(deps)),
  component: function Requests() {
    return (
      <Permitted needs="VIEW_ACCOUNTS">
        <RequestsPage search={Route.useSearch()} />
      </Permitted>
    );
  },
});
