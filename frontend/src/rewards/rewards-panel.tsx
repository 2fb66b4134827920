import { IconCoins } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { readFragment } from 'gql.tada';
import { useQuery } from 'urql';
import { useMay } from '~/lib/session';
import { SkeletonRows } from '~/ui/data-table';
import { EmptyState } from '~/ui/empty-state';
import { Failure } from '~/ui/failure';
import { ButtonLink } from '~/ui/links';
import { Panel } from '~/ui/page';
import { Pager } from '~/ui/pager';
import { Toolbar } from '~/ui/toolbar';
import { Views } from '~/ui/views';
import { RewardFragment, RewardsQuery } from './rewards.queries';
import { RewardsTable } from './rewards-table';
import { type RewardsSearch, rewardsVariables, rewardViews } from './search';
import { rewardsTexts as texts } from './texts';

/** Every reward, or those of one view, a page at a time. */
export function RewardsPanel({ search }: { search: RewardsSearch }) {
  const navigate = useNavigate();
  const [{ data, error, fetching, stale }, ask] = useQuery({
    query: RewardsQuery,
    variables: rewardsVariables(search),
  });
  const list = data?.rewards;
  const rewards = list ? readFragment(RewardFragment, list.nodes) : [];
  const none = list && rewards.length === 0 && !fetching;
  return (
    <Panel flush>
      <RewardViews search={search} />
      {error && !data ? (
        <Failure error={error} onRetry={() => ask({ requestPolicy: 'network-only' })} />
      ) : !list ? (
        <SkeletonRows />
      ) : none ? (
        <Nothing search={search} />
      ) : (
        <>
          <RewardsTable rewards={rewards} waiting={fetching && !stale} />
          <Pager
            total={texts.total(list.totalCount, list.totalCountIsExact)}
            pageInfo={list.pageInfo}
            onMove={({ after, before }) =>
              navigate({ to: '/rewards', search: { status: search.status, after, before } })
            }
          />
        </>
      )}
    </Panel>
  );
}

const statusOf = (view: (typeof rewardViews)[number] | 'all') => (view === 'all' ? undefined : view);

function RewardViews({ search }: { search: RewardsSearch }) {
  const navigate = useNavigate();
  return (
    <Toolbar>
      <Views
        label={texts.views}
        views={(['all', ...rewardViews] as const).map((value) => ({ value, label: texts.viewNames[value] }))}
        current={search.status ?? 'all'}
        link={(view, className, words) => (
          <Link
            key={view}
            to="/rewards"
            search={{ status: statusOf(view) }}
            className={className}
            activeOptions={{ explicitUndefined: true }}
          >
            {words}
          </Link>
        )}
        onChoose={(view) => navigate({ to: '/rewards', search: { status: statusOf(view) }, replace: true })}
      />
    </Toolbar>
  );
}

function Nothing({ search: { status } }: { search: RewardsSearch }) {
  const mayRegister = useMay('EDIT_LEADS');
  const { title, text } = status ? texts.none : texts.first;
  return (
    <EmptyState
      icon={<IconCoins />}
      title={title}
      action={
        !status &&
        mayRegister && (
          <ButtonLink to="/leads" search={{ dialog: 'register' }}>
            {texts.first.action}
          </ButtonLink>
        )
      }
    >
      {text}
    </EmptyState>
  );
}
