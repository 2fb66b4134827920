import { IconLock, IconPlus } from '@tabler/icons-react';
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
import { ReservedWebsiteFragment, ReservedWebsitesQuery } from './reserved.queries';
import { ReservedTable } from './reserved-table';
import type { ReservedSearch } from './search';
import { reservedTexts as texts } from './texts';

// Few visits open one of them.
const ReservedDialogs = lazy(() => import('./reserved-dialogs'));
const pageSize = 25;

export function ReservedPage({ search }: { search: ReservedSearch }) {
  const navigate = useNavigate();
  const { after, before, dialog } = search;
  const [{ data, error, fetching, stale }, ask] = useQuery({
    query: ReservedWebsitesQuery,
    variables: before ? { last: pageSize, before } : { first: pageSize, after },
  });
  const list = data?.reservedWebsites;
  const websites = list ? readFragment(ReservedWebsiteFragment, list.nodes) : [];
  const none = list && websites.length === 0 && !fetching;
  return (
    <Page title={texts.title} lead={texts.lead} actions={!none && <ReserveLink />}>
      <Panel flush>
        {error && !data ? (
          <Failure error={error} onRetry={() => ask({ requestPolicy: 'network-only' })} />
        ) : !list ? (
          <SkeletonRows />
        ) : none ? (
          <EmptyState icon={<IconLock />} title={texts.first.title} action={<ReserveLink />}>
            {texts.first.text}
          </EmptyState>
        ) : (
          <>
            <ReservedTable websites={websites} waiting={fetching && !stale} />
            <Pager
              total={texts.total(list.totalCount, list.totalCountIsExact)}
              pageInfo={list.pageInfo}
              onMove={(cursor) =>
                navigate({ to: '/operator/reserved-websites', search: { after: cursor.after, before: cursor.before } })
              }
            />
          </>
        )}
      </Panel>
      {dialog && (
        <Suspense>
          <ReservedDialogs search={search} websites={websites} />
        </Suspense>
      )}
    </Page>
  );
}

function ReserveLink() {
  return (
    <ButtonLink to="/operator/reserved-websites" search={{ dialog: 'reserve' }} leftSection={<IconPlus size={16} />}>
      {texts.reserve}
    </ButtonLink>
  );
}
