import { NativeSelect } from '@mantine/core';
import { IconKey, IconSearchOff } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { readFragment } from 'gql.tada';
import { lazy, Suspense } from 'react';
import { useQuery } from 'urql';
import { useMay } from '~/lib/session';
import { SkeletonRows } from '~/ui/data-table';
import { EmptyState } from '~/ui/empty-state';
import { Failure } from '~/ui/failure';
import { ButtonLink } from '~/ui/links';
import { Page, Panel } from '~/ui/page';
import { Pager } from '~/ui/pager';
import { statusTexts } from '~/ui/status-texts';
import { TabRow, tabClass } from '~/ui/tabs';
import { Toolbar } from '~/ui/toolbar';
import { useIsPhone } from '~/ui/use-is-phone';
import { AccessRequestsQuery, RequestRowFragment } from './requests.queries';
import { RequestsTable } from './requests-table';
import { type RequestsSearch, requestStatuses, requestsVariables } from './search';
import { requestsTexts as texts } from './texts';

// Few visits open one of them.
const ListDialogs = lazy(() => import('./list-dialogs'));

export function RequestsPage({ search }: { search: RequestsSearch }) {
  const mayRequest = useMay('REQUEST_ACCESS');
  const [{ data, error, fetching, stale }, ask] = useQuery({
    query: AccessRequestsQuery,
    variables: requestsVariables(search),
  });
  const requests = data ? readFragment(RequestRowFragment, data.accessRequests.nodes) : [];
  const firstRun = data && requests.length === 0 && !search.status && !fetching;
  return (
    <Page title={texts.title} lead={texts.lead} actions={mayRequest && !firstRun && <RequestLink search={search} />}>
      <Panel flush>
        {!firstRun && (
          <Toolbar>
            <Views search={search} />
          </Toolbar>
        )}
        {error && !data ? (
          <Failure error={error} onRetry={() => ask({ requestPolicy: 'network-only' })} />
        ) : !data ? (
          <SkeletonRows />
        ) : requests.length === 0 && !fetching ? (
          <NoRequests search={search} mayRequest={mayRequest} />
        ) : (
          <>
            <RequestsTable requests={requests} search={search} mayRequest={mayRequest} waiting={fetching && !stale} />
            <RequestsPager search={search} {...data.accessRequests} />
          </>
        )}
      </Panel>
      {mayRequest && search.dialog && (
        <Suspense>
          <ListDialogs search={search} requests={requests} />
        </Suspense>
      )}
    </Page>
  );
}

function RequestLink({ search }: { search: RequestsSearch }) {
  return (
    <ButtonLink to="/requests" search={{ ...search, dialog: 'request' }} leftSection={<IconKey size={16} />}>
      {texts.request}
    </ButtonLink>
  );
}

type PagerProps = { search: RequestsSearch; totalCount: number; totalCountIsExact: boolean } & Pick<
  Parameters<typeof Pager>[0],
  'pageInfo'
>;

function RequestsPager({ search, totalCount, totalCountIsExact, pageInfo }: PagerProps) {
  const navigate = useNavigate();
  return (
    <Pager
      total={texts.total(totalCount, totalCountIsExact)}
      pageInfo={pageInfo}
      onMove={({ after, before }) => navigate({ to: '/requests', search: { status: search.status, after, before } })}
    />
  );
}

/** Tabs, or on phones, where six would not fit, a select. */
function Views({ search: { status } }: { search: RequestsSearch }) {
  const navigate = useNavigate();
  const views = [undefined, ...requestStatuses];
  const name = (view: (typeof views)[number]) => (view ? statusTexts[view] : texts.all);
  if (useIsPhone()) {
    return (
      <NativeSelect
        aria-label={texts.views}
        data={views.map((view) => ({ value: view ?? '', label: name(view) }))}
        value={status ?? ''}
        onChange={({ currentTarget }) =>
          navigate({
            to: '/requests',
            search: { status: requestStatuses.find((each) => each === currentTarget.value) },
            replace: true,
          })
        }
        flex="1 1 100%"
      />
    );
  }
  return (
    <TabRow label={texts.views}>
      {views.map((view) => (
        <Link
          key={view ?? ''}
          to="/requests"
          search={{ status: view }}
          className={tabClass}
          activeOptions={{ explicitUndefined: true }}
        >
          {name(view)}
        </Link>
      ))}
    </TabRow>
  );
}

function NoRequests({ search, mayRequest }: { search: RequestsSearch; mayRequest: boolean }) {
  if (search.status) {
    return (
      <EmptyState
        icon={<IconSearchOff />}
        title={texts.nothing.title}
        action={
          <ButtonLink to="/requests" variant="default">
            {texts.showAll}
          </ButtonLink>
        }
      >
        {texts.nothing.text}
      </EmptyState>
    );
  }
  return (
    <EmptyState icon={<IconKey />} title={texts.first.title} action={mayRequest && <RequestLink search={search} />}>
      {texts.first.text}
    </EmptyState>
  );
}
