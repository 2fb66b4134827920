import { createFileRoute } from '@tanstack/react-router';
import { BillingEventsQuery } from '~/billing-events/inbox.queries';
import { InboxPage } from '~/billing-events/inbox-page';
import { inboxSearch, inboxVariables } from '~/billing-events/search';
import { prefetch } from '~/lib/prefetch';
import { Permitted } from '~/shell/permitted';

export const Route = createFileRoute('/_app/operator/billing-events')({
  validateSearch: inboxSearch,
  loaderDeps: ({ search }) => search,
  loader: ({ context, deps }) => prefetch(context.client, BillingEventsQuery, inboxVariables(deps)),
  component: function BillingEvents() {
    return (
      <Permitted needs="VIEW_BILLING_EVENTS">
        <InboxPage search={Route.useSearch()} />
      </Permitted>
    );
  },
});
