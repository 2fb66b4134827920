import { IconTargetArrow } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { readFragment } from 'gql.tada';
import { useQuery } from 'urql';
import { SkeletonRows } from '~/ui/data-table';
import { EmptyState } from '~/ui/empty-state';
import { Failure } from '~/ui/failure';
import { ButtonLink } from '~/ui/links';
import { Page, Panel } from '~/ui/page';
import { Pager } from '~/ui/pager';
import { TabLabel, TabRow, tabClass } from '~/ui/tabs';
import { Toolbar } from '~/ui/toolbar';
import { ClientsQuery, WeighedFragment } from './clients.queries';
import { ClientsTable } from './clients-table';
import { type ClientsSearch, clientsVariables } from './search';
import { clientsTexts as texts } from './texts';

/** The paying clients for which the partner was weighed, with the reason why each counts or doesn't. */
export function ClientsPage({ search }: { search: ClientsSearch }) {
  const navigate = useNavigate();
  const [{ data, error, fetching, stale }, ask] = useQuery({
    query: ClientsQuery,
    variables: clientsVariables(search),
  });
  const list = data?.weighedAccounts;
  const clients = list ? readFragment(WeighedFragment, list.nodes) : [];
  const none = list && clients.length === 0 && !fetching;
  return (
    <Page title={texts.title} lead={texts.lead} actions={<CheckLink />}>
      <Panel flush>
        <Toolbar>
          <Views />
        </Toolbar>
        {error && !data ? (
          <Failure error={error} onRetry={() => ask({ requestPolicy: 'network-only' })} />
        ) : !list ? (
          <SkeletonRows />
        ) : none ? (
          <Nothing search={search} />
        ) : (
          <>
            <ClientsTable clients={clients} waiting={fetching && !stale} />
            <Pager
              total={texts.total(list.totalCount, list.totalCountIsExact)}
              pageInfo={list.pageInfo}
              onMove={({ after, before }) => navigate({ to: '/clients', search: { view: search.view, after, before } })}
            />
          </>
        )}
      </Panel>
    </Page>
  );
}

function Views() {
  return (
    <TabRow label={texts.views}>
      {([undefined, 'counts', 'lost'] as const).map((view) => (
        <Link
          key={view ?? 'all'}
          to="/clients"
          search={{ view }}
          className={tabClass}
          activeOptions={{ explicitUndefined: true }}
        >
          <TabLabel>{texts.viewNames[view ?? 'all']}</TabLabel>
        </Link>
      ))}
    </TabRow>
  );
}

function Nothing({ search: { view } }: { search: ClientsSearch }) {
  const { title, text } = view ? texts.none : texts.first;
  return (
    <EmptyState icon={<IconTargetArrow />} title={title} action={!view && <RulesLink />}>
      {text}
    </EmptyState>
  );
}

const CheckLink = () => <ButtonLink to="/credit-check">{texts.check}</ButtonLink>;
const RulesLink = () => (
  <ButtonLink to="/credit" variant="default">
    {texts.rules}
  </ButtonLink>
);
