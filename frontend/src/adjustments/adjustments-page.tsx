import { IconAdjustmentsDollar, IconPlus } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { readFragment } from 'gql.tada';
import { lazy, Suspense } from 'react';
import { useQuery } from 'urql';
import { SkeletonRows } from '~/ui/data-table';
import { EmptyState } from '~/ui/empty-state';
import { Failure } from '~/ui/failure';
import { ButtonLink } from '~/ui/links';
import { Page, Panel } from '~/ui/page';
import { Pager } from '~/ui/pager';
import { AdjustmentFragment, AdjustmentsQuery } from './adjustments.queries';
import { AdjustmentsTable } from './adjustments-table';
import { type AdjustmentsSearch, adjustmentsVariables } from './search';
import { adjustmentsTexts as texts } from './texts';

// Few visits open one of them.
const AdjustmentDialogs = lazy(() => import('./adjustment-dialogs'));

/** What the team gave and took, the latest first. */
export function AdjustmentsPage({ search }: { search: AdjustmentsSearch }) {
  const navigate = useNavigate();
  const [{ data, error, fetching, stale }, ask] = useQuery({
    query: AdjustmentsQuery,
    variables: adjustmentsVariables(search),
  });
  const list = data?.balanceAdjustments;
  const adjustments = readFragment(AdjustmentFragment, list?.nodes ?? []);
  const none = list && adjustments.length === 0 && !fetching;
  return (
    <Page title={texts.title} lead={texts.lead} actions={!none && <AdjustLink search={search} />}>
      <Panel flush>
        {error && !data ? (
          <Failure error={error} onRetry={() => ask({ requestPolicy: 'network-only' })} />
        ) : !list ? (
          <SkeletonRows />
        ) : none ? (
          <EmptyState
            icon={<IconAdjustmentsDollar />}
            title={texts.first.title}
            action={<AdjustLink search={search} />}
          >
            {texts.first.text}
          </EmptyState>
        ) : (
          <>
            <AdjustmentsTable adjustments={adjustments} search={search} waiting={fetching && !stale} />
            <Pager
              total={texts.total(list.totalCount, list.totalCountIsExact)}
              pageInfo={list.pageInfo}
              onMove={({ after, before }) => navigate({ to: '/operator/adjustments', search: { after, before } })}
            />
          </>
        )}
      </Panel>
      {search.dialog && (
        <Suspense>
          <AdjustmentDialogs search={search} adjustments={adjustments} />
        </Suspense>
      )}
    </Page>
  );
}

function AdjustLink({ search: { after, before } }: { search: AdjustmentsSearch }) {
  return (
    <ButtonLink
      to="/operator/adjustments"
      search={{ after, before, dialog: 'adjust' }}
      leftSection={<IconPlus size={16} />}
    >
      {texts.adjust}
    </ButtonLink>
  );
}
