import { createFileRoute } from '@tanstack/react-router';
import { prefetch } from '~/lib/prefetch';
import { BatchPage } from '~/payouts/batches/batch-page';
import { BatchQuery } from '~/payouts/batches/batches.queries';
import { NotFound } from '~/shell/error-pages';
import { Permitted } from '~/shell/permitted';

export const Route = createFileRoute('/_app/operator/payout-batches/$id')({
  loader: ({ context, params }) => prefetch(context.client, BatchQuery, { id: params.id }),
  component: function PayoutBatch() {
    const { id } = Route.useParams();
    return (
      <Permitted needs="VIEW_PAYOUT_BATCHES">
        <BatchPage key={id} id={id} notFound={<NotFound />} />
      </Permitted>
    );
  },
});
