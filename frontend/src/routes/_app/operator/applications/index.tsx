import { createFileRoute } from '@tanstack/react-router';
import { ApplicationsQuery } from '~/applications/applications.queries';
import { ApplicationsPage } from '~/applications/applications-page';
import { applicationsSearch, applicationsVariables } from '~/applications/search';
import { prefetch } from '~/lib/prefetch';
import { Permitted } from '~/shell/permitted';

export const Route = createFileRoute('/_app/operator/applications/')({
  validateSearch: applicationsSearch,
  loaderDeps: ({ search }) => search,
  loader: ({ context, deps }) => prefetch(context.client, ApplicationsQuery, applicationsVariables(deps)),
  component: function Applications() {
    return (
      <Permitted needs="VIEW_APPLICATIONS">
        <ApplicationsPage search={Route.useSearch()} />
      </Permitted>
    );
  },
});
