import { createFileRoute } from '@tanstack/react-router';
import { prefetch } from '~/lib/prefetch';
import { withdrawalSearch } from '~/payouts/search';
import { WithdrawalQuery } from '~/payouts/withdrawal.queries';
import { WithdrawalPage } from '~/payouts/withdrawal-page';
import { NotFound } from '~/shell/error-pages';
import { Permitted } from '~/shell/permitted';

export const Route = createFileRoute('/_app/withdrawals/$id')({
  validateSearch: withdrawalSearch,
  loader: ({ context, params }) => prefetch(context.client, WithdrawalQuery, { id: params.id }),
  component: function Withdrawal() {
    const { id } = Route.useParams();
    return (
      <Permitted needs="VIEW_WITHDRAWALS">
        <WithdrawalPage key={id} id={id} search={Route.useSearch()} notFound={<NotFound />} />
      </Permitted>
    );
  },
});
