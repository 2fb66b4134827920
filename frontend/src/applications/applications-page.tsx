import { NativeSelect } from '@mantine/core';
import { IconInbox, IconSearchOff } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { readFragment } from 'gql.tada';
import { useQuery } from 'urql';
import { SkeletonRows } from '~/ui/data-table';
import { EmptyState } from '~/ui/empty-state';
import { Failure } from '~/ui/failure';
import { ButtonLink } from '~/ui/links';
import { Page, Panel } from '~/ui/page';
import { Pager } from '~/ui/pager';
import { statusTexts } from '~/ui/status-texts';
import { TabRow, tabClass } from '~/ui/tabs';
import { SearchField, Toolbar } from '~/ui/toolbar';
import { useIsPhone } from '~/ui/use-is-phone';
import { ApplicationRowFragment, ApplicationsQuery } from './applications.queries';
import { ApplicationsTable } from './applications-table';
import { type ApplicationsSearch, applicationsVariables, views } from './search';
import { queueTexts as texts } from './texts';

export function ApplicationsPage({ search }: { search: ApplicationsSearch }) {
  const navigate = useNavigate();
  return (
    <Page title={texts.title} lead={texts.lead}>
      <Panel flush>
        <Toolbar>
          <Views search={search} />
          <SearchField
            label={texts.search}
            value={search.search ?? ''}
            onSearch={(words) =>
              navigate({
                to: '/operator/applications',
                search: { status: search.status, search: words || undefined },
                replace: true,
              })
            }
          />
        </Toolbar>
        <ApplicationsList search={search} />
      </Panel>
    </Page>
  );
}

const viewName = (view: (typeof views)[number]) => (view === 'ALL' ? texts.all : statusTexts[view]);

/** Tabs, or on phones, where five would not fit, a select. */
function Views({ search: { status, search } }: { search: ApplicationsSearch }) {
  const navigate = useNavigate();
  const phone = useIsPhone();
  const address = (view: string) => {
    const chosen = views.find((each) => each === view);
    return { search, status: chosen === 'SUBMITTED' ? undefined : chosen };
  };
  if (phone) {
    return (
      <NativeSelect
        aria-label={texts.views}
        data={views.map((view) => ({ value: view, label: viewName(view) }))}
        value={status ?? 'SUBMITTED'}
        onChange={({ currentTarget }) =>
          navigate({ to: '/operator/applications', search: address(currentTarget.value), replace: true })
        }
        flex="1 1 100%"
      />
    );
  }
  return (
    <TabRow label={texts.views}>
      {views.map((view) => (
        <Link
          key={view}
          to="/operator/applications"
          search={address(view)}
          className={tabClass}
          activeOptions={{ explicitUndefined: true }}
        >
          {viewName(view)}
        </Link>
      ))}
    </TabRow>
  );
}

function ApplicationsList({ search }: { search: ApplicationsSearch }) {
  const navigate = useNavigate();
  const [{ data, error, fetching, stale }, ask] = useQuery({
    query: ApplicationsQuery,
    variables: applicationsVariables(search),
  });
  if (error && !data) return <Failure error={error} onRetry={() => ask({ requestPolicy: 'network-only' })} />;
  if (!data) return <SkeletonRows />;
  const { nodes, pageInfo, totalCount } = data.applications;
  if (nodes.length === 0 && !fetching) return <NoApplications search={search} />;
  return (
    <>
      <ApplicationsTable applications={readFragment(ApplicationRowFragment, nodes)} waiting={fetching && !stale} />
      <Pager
        total={texts.total(totalCount)}
        pageInfo={pageInfo}
        onMove={({ after, before }) => navigate({ to: '/operator/applications', search: { ...search, after, before } })}
      />
    </>
  );
}

function NoApplications({ search: { status, search } }: { search: ApplicationsSearch }) {
  if (search) {
    return (
      <EmptyState
        icon={<IconSearchOff />}
        title={texts.nothing.title}
        action={
          <ButtonLink to="/operator/applications" search={{ status }} variant="default">
            {texts.clear}
          </ButtonLink>
        }
      >
        {texts.nothing.text}
      </EmptyState>
    );
  }
  const { title, text } = texts.empty[status ?? 'SUBMITTED'];
  return (
    <EmptyState
      icon={<IconInbox />}
      title={title}
      action={
        status === 'ALL' && (
          <ButtonLink to="/apply" variant="default">
            {texts.openForm}
          </ButtonLink>
        )
      }
    >
      {text}
    </EmptyState>
  );
}
