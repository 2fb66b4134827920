import { createFileRoute } from '@tanstack/react-router';
import { prefetch } from '~/lib/prefetch';
import { QueueQuery } from '~/payouts/queue/queue.queries';
import { QueuePage } from '~/payouts/queue/queue-page';
import { queueSearch, queueVariables } from '~/payouts/queue/search';
import { Permitted } from '~/shell/permitted';

export const Route = createFileRoute('/_app/operator/withdrawals')({
  validateSearch: queueSearch,
  loaderDeps: ({ search }) => search,
  loader: ({ context, deps }) => prefetch(context.client, QueueQuery, queueVariables(deps)),
  component: function Withdrawals() {
    return (
      <Permitted needs="VIEW_WITHDRAWALS">
        <QueuePage search={Route.useSearch()} />
      </Permitted>
    );
  },
});
