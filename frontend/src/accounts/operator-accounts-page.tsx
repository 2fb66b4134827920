import { IconBuildingStore, IconSearchOff } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { type ResultOf, readFragment } from 'gql.tada';
import { useQuery } from 'urql';
import { bareWebsite } from '~/lib/format';
import { type Named, named } from '~/lib/named';
import { Copyable } from '~/ui/copy';
import { CardFoot, DataTable, RowTitle, rowLink, SkeletonRows } from '~/ui/data-table';
import { EmptyState } from '~/ui/empty-state';
import { Failure } from '~/ui/failure';
import { Page, Panel } from '~/ui/page';
import { Pager } from '~/ui/pager';
import { StatusBadge } from '~/ui/status-badge';
import { Time } from '~/ui/time';
import { SearchField, Toolbar } from '~/ui/toolbar';
import { OperatorAccountRowFragment, OperatorAccountsQuery } from './operator-accounts.queries';
import { type OperatorAccountsSearch, operatorAccountsVariables } from './operator-search';
import { listTexts, operatorListTexts as texts } from './texts';

type Account = Named<ResultOf<typeof OperatorAccountRowFragment>>;

export function OperatorAccountsPage({ search }: { search: OperatorAccountsSearch }) {
  const navigate = useNavigate();
  return (
    <Page title={texts.title} lead={texts.lead}>
      <Panel flush>
        <Toolbar>
          <SearchField
            label={listTexts.search}
            value={search.search ?? ''}
            onSearch={(words) =>
              navigate({ to: '/operator/accounts', search: { search: words || undefined }, replace: true })
            }
          />
        </Toolbar>
        <List search={search} />
      </Panel>
    </Page>
  );
}

function List({ search }: { search: OperatorAccountsSearch }) {
  const navigate = useNavigate();
  const [{ data, error, fetching, stale }, ask] = useQuery({
    query: OperatorAccountsQuery,
    variables: operatorAccountsVariables(search),
  });
  if (error && !data) return <Failure error={error} onRetry={() => ask({ requestPolicy: 'network-only' })} />;
  if (!data) return <SkeletonRows />;
  const { nodes, pageInfo, totalCount, totalCountIsExact } = data.accounts;
  if (nodes.length === 0 && !fetching) {
    const { title, text } = search.search ? listTexts.nothing : texts.empty;
    return (
      <EmptyState icon={search.search ? <IconSearchOff /> : <IconBuildingStore />} title={title}>
        {text}
      </EmptyState>
    );
  }
  return (
    <>
      <Table accounts={readFragment(OperatorAccountRowFragment, nodes).map(named)} waiting={fetching && !stale} />
      <Pager
        total={listTexts.total(totalCount, totalCountIsExact)}
        pageInfo={pageInfo}
        onMove={({ after, before }) => navigate({ to: '/operator/accounts', search: { ...search, after, before } })}
      />
    </>
  );
}

function Table({ accounts, waiting }: { accounts: readonly Account[]; waiting: boolean }) {
  const { columns } = listTexts;
  return (
    <DataTable
      label={listTexts.table}
      rows={accounts}
      rowKey={({ id }) => id}
      waiting={waiting}
      columns={[
        { id: 'account', header: columns.account, cell: (account) => <Name account={account} /> },
        { id: 'partners', header: texts.partners, cell: (account) => <Partners account={account} /> },
        {
          id: 'accountId',
          header: columns.accountId,
          cell: ({ accountId }) => <Copyable value={accountId} what={columns.accountId} />,
        },
        { id: 'created', header: columns.created, end: true, cell: ({ createdAt }) => <Time at={createdAt} /> },
      ]}
      card={(account) => (
        <>
          <Name account={account} />
          <CardFoot>
            <Partners account={account} />
            <Time at={account.createdAt} />
          </CardFoot>
        </>
      )}
    />
  );
}

function Name({ account: { id, name, website } }: { account: Account }) {
  return (
    <RowTitle detail={bareWebsite(website)}>
      <Link to="/accounts/$id" params={{ id }} className={rowLink}>
        {name}
      </Link>
    </RowTitle>
  );
}

function Partners({ account: { accesses } }: { account: Account }) {
  if (accesses.length === 0) return texts.nobody;
  return (
    <div>
      {accesses.map(({ partner, status }) => (
        <RowTitle key={partner.id} detail={<StatusBadge status={status} quiet />}>
          {partner.name}
        </RowTitle>
      ))}
    </div>
  );
}
