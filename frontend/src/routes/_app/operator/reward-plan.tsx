import { createFileRoute } from '@tanstack/react-router';
import { PlansPage } from '~/reward-plan/plans-page';
import { rewardPlanSearch } from '~/reward-plan/search';
import { Permitted } from '~/shell/permitted';

export const Route = createFileRoute('/_app/operator/reward-plan')({
  validateSearch: rewardPlanSearch,
  component: function RewardPlan() {
    return (
      <Permitted needs="VIEW_REWARD_PLAN">
        <PlansPage publish={Route.useSearch().publish} />
      </Permitted>
    );
  },
});
