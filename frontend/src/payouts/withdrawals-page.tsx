import { IconCashBanknote } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { readFragment } from 'gql.tada';
import { useQuery } from 'urql';
import { SkeletonRows } from '~/ui/data-table';
import { EmptyState } from '~/ui/empty-state';
import { Failure } from '~/ui/failure';
import { TextLink } from '~/ui/links';
import { Page, Panel } from '~/ui/page';
import { Pager } from '~/ui/pager';
import { WithdrawalRowFragment, WithdrawalsQuery } from './payouts.queries';
import { pageVariables, type WithdrawalsSearch } from './search';
import { withdrawalsTexts as texts } from './texts';
import { WithdrawalsTable } from './withdrawals-table';

/** All withdrawals of the partner, the latest first. */
export function WithdrawalsPage({ search }: { search: WithdrawalsSearch }) {
  const navigate = useNavigate();
  const [{ data, error, fetching, stale }, ask] = useQuery({
    query: WithdrawalsQuery,
    variables: pageVariables(search),
  });
  const list = data?.withdrawals;
  const withdrawals = readFragment(WithdrawalRowFragment, list?.nodes ?? []);
  return (
    <Page title={texts.title} lead={texts.lead} back={<TextLink to="/rewards">{texts.back}</TextLink>}>
      <Panel flush>
        {error && !data ? (
          <Failure error={error} onRetry={() => ask({ requestPolicy: 'network-only' })} />
        ) : !list ? (
          <SkeletonRows />
        ) : withdrawals.length === 0 && !fetching ? (
          <EmptyState icon={<IconCashBanknote />} title={texts.none.title}>
            {texts.none.text}
          </EmptyState>
        ) : (
          <>
            <WithdrawalsTable withdrawals={withdrawals} waiting={fetching && !stale} />
            <Pager
              total={texts.total(list.totalCount, list.totalCountIsExact)}
              pageInfo={list.pageInfo}
              onMove={({ after, before }) => navigate({ to: '/withdrawals', search: { after, before } })}
            />
          </>
        )}
      </Panel>
    </Page>
  );
}
