import { createFileRoute } from '@tanstack/react-router';
import { AdjustmentsQuery } from '~/adjustments/adjustments.queries';
import { AdjustmentsPage } from '~/adjustments/adjustments-page';
import { adjustmentsSearch, adjustmentsVariables } from '~/adjustments/search';
import { prefetch } from '~/lib/prefetch';
import { Permitted } from '~/shell/permitted';

export const Route = createFileRoute('/_app/operator/adjustments')({
  validateSearch: adjustmentsSearch,
  loaderDeps: ({ search: { after, before } }) => ({ after, before }),
  loader: ({ context, deps }) => prefetch(context.client, AdjustmentsQuery, adjustmentsVariables(deps)),
  component: function Adjustments() {
    return (
      <Permitted needs="ADJUST_BALANCES">
        <AdjustmentsPage search={Route.useSearch()} />
      </Permitted>
    );
  },
});
