import { Link, useNavigate } from '@tanstack/react-router';
import { IconInbox, IconSearchOff } from '@tabler/icons-react';
import { readFragment } from 'gql.tada';
import { useQuery } from 'urql';
import { SkeletonRows } from '~/ui/data-table';
import { EmptyState } from '~/ui/empty-state';
import { Failure } from '~/ui/failure';
import { ButtonLink } from '~/ui/links';
import { Page, Panel } from '~/ui/page';
import { Pager } from '~/ui/pager';
import { TabRow, tabClass } from '~/ui/tabs';
import { statusTexts } from '~/ui/texts';
import { SearchField, Toolbar } from '~/ui/toolbar';
import { ApplicationRowFragment, ApplicationsQuery } from './applications.queries';
import { ApplicationsTable } from './applications-table';
import { type ApplicationsSearch, applicationsVariables, views } from './search';
import { queueTexts as texts } from './texts';

export function ApplicationsPage({ search }: { search: ApplicationsSearch }) {
  const navigate = useNavigate();
  const view = search.status ?? 'SUBMITTED';
  return (
    <Page title={texts.title} lead={texts.lead}>
      <Panel flush>
        <Toolbar>
          <TabRow label={texts.views}>
            {views.map((each) => (
              <Link
                key={each}
                to="/operator/applications"
                search={{ search: search.search, status: each === 'SUBMITTED' ? undefined : each }}
                className={tabClass}
                data-status={each === view ? 'active' : undefined}
                aria-current={each === view ? 'page' : undefined}
                activeProps={{}}
              >
                {each === 'ALL' ? texts.all : statusTexts[each]}
              </Link>
            ))}
          </TabRow>
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
        onMove={({ after, before }) =>
          navigate({ to: '/operator/applications', search: { ...search, after, before } })
        }
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
