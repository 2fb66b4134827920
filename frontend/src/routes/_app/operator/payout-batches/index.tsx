import { createFileRoute } from '@tanstack/react-router';
import { prefetch } from '~/lib/prefetch';
import { BatchesQuery } from '~/payouts/batches/batches.queries';
import { BatchesPage } from '~/payouts/batches/batches-page';
import { pageVariables, withdrawalsSearch } from '~/payouts/search';
import { Permitted } from '~/shell/permitted';

export const Route = createFileRoute('/_app/operator/payout-batches/')({
  validateSearch: withdrawalsSearch,
  loaderDeps: ({ search }) => search,
  loader: ({ context, deps }) => prefetch(context.client, BatchesQuery, pageVariables(deps)),
  component: function PayoutBatches() {
    return (
      <Permitted needs="VIEW_PAYOUT_BATCHES">
        <BatchesPage search={Route.useSearch()} />
      </Permitted>
    );
  },
});
