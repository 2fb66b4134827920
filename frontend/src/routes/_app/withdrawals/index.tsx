import { createFileRoute } from '@tanstack/react-router';
import { prefetch } from '~/lib/prefetch';
import { WithdrawalsQuery } from '~/payouts/payouts.queries';
import { pageVariables, withdrawalsSearch } from '~/payouts/search';
import { WithdrawalsPage } from '~/payouts/withdrawals-page';
import { Permitted } from '~/shell/permitted';

export const Route = createFileRoute('/_app/withdrawals/')({
  validateSearch: withdrawalsSearch,
  loaderDeps: ({ search }) => search,
  loader: ({ context, deps }) => prefetch(context.client, WithdrawalsQuery, pageVariables(deps)),
  component: function Withdrawals() {
    return (
      <Permitted needs="VIEW_WITHDRAWALS" member>
        <WithdrawalsPage search={Route.useSearch()} />
      </Permitted>
    );
  },
});
