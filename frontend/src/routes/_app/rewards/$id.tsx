import { createFileRoute } from '@tanstack/react-router';
import { prefetch } from '~/lib/prefetch';
import { RewardQuery } from '~/rewards/reward.queries';
import { RewardPage } from '~/rewards/reward-page';
import { NotFound } from '~/shell/error-pages';
import { Permitted } from '~/shell/permitted';

export const Route = createFileRoute('/_app/rewards/$id')({
  loader: ({ context, params }) => prefetch(context.client, RewardQuery, { id: params.id }),
  component: function Reward() {
    const { id } = Route.useParams();
    return (
      <Permitted needs="VIEW_REWARDS" member>
        <RewardPage key={id} id={id} notFound={<NotFound />} />
      </Permitted>
    );
  },
});
