import { createFileRoute } from '@tanstack/react-router';
import type { Client } from '@urql/core';
import { prefetch } from '~/lib/prefetch';
import { loadSession, useMay } from '~/lib/session';
import { PayoutPanels } from '~/payouts/payout-panels';
import { latestWithdrawals, PayoutMethodQuery, WithdrawableQuery, WithdrawalsQuery } from '~/payouts/payouts.queries';
import { WithdrawLink } from '~/payouts/withdraw-link';
import { HeldQuery, MoneyQuery, RewardsQuery } from '~/rewards/rewards.queries';
import { RewardsPage } from '~/rewards/rewards-page';
import { rewardsSearch, rewardsVariables } from '~/rewards/search';
import { Permitted } from '~/shell/permitted';

export const Route = createFileRoute('/_app/rewards/')({
  validateSearch: rewardsSearch,
  loaderDeps: ({ search: { status, after, before } }) => ({ status, after, before }),
  loader: async ({ context, deps, cause }) => {
    prefetch(context.client, RewardsQuery, rewardsVariables(deps));
    if (cause !== 'stay') await prefetchSums(context.client);
  },
  component: function Rewards() {
    const search = Route.useSearch();
    const mayWithdrawals = useMay('VIEW_WITHDRAWALS');
    return (
      <Permitted needs="VIEW_REWARDS" member>
        <RewardsPage search={search} actions={<WithdrawLink />}>
          {mayWithdrawals && <PayoutPanels dialog={search.dialog} />}
        </RewardsPage>
      </Permitted>
    );
  },
});

/** What stands beside the list is asked for again with it, so that a new reward is in the sums too. */
async function prefetchSums(client: Client): Promise<void> {
  const { viewer } = await loadSession(client);
  prefetch(client, MoneyQuery, {});
  prefetch(client, HeldQuery, {});
  if (viewer?.permissions.includes('WITHDRAW_REWARDS')) prefetch(client, WithdrawableQuery, {});
  if (viewer?.permissions.includes('VIEW_WITHDRAWALS')) prefetch(client, WithdrawalsQuery, latestWithdrawals);
  if (viewer?.permissions.includes('VIEW_PAYOUT_METHODS')) prefetch(client, PayoutMethodQuery, {});
}
