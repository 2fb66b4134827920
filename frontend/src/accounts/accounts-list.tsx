import { IconArchive, IconBuildingStore, IconPlus, IconSearchOff } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { readFragment } from 'gql.tada';
import { lazy, Suspense, useState } from 'react';
import { useQuery } from 'urql';
import { named } from '~/lib/named';
import { SkeletonRows } from '~/ui/data-table';
import { EmptyState } from '~/ui/empty-state';
import { Failure } from '~/ui/failure';
import { ButtonLink } from '~/ui/links';
import { Pager } from '~/ui/pager';
import { useSelection } from '~/ui/use-selection';
import { AccountRowFragment, AccountsQuery } from './accounts.queries';
import { AccountsTable } from './accounts-table';
import { useMayDoAny } from './allowed';
import { selectionTexts } from './bulk/selection-texts';
import { type AccountsSearch, accountsVariables, isFiltered } from './search';
import { listTexts as texts } from './texts';

// Few visits choose rows: what can be done with them comes when the first is chosen.
const BulkBar = lazy(() => import('./bulk/bulk-bar'));

/** The list in its five states: rows, first run, nothing found, on its way, failed or not allowed. */
export function AccountsList({ search, mayCreate }: { search: AccountsSearch; mayCreate: boolean }) {
  const navigate = useNavigate();
  const [{ data, error, fetching, stale }, ask] = useQuery({
    query: AccountsQuery,
    variables: accountsVariables(search),
  });
  const accounts = data ? readFragment(AccountRowFragment, data.accounts.nodes).map(named) : [];
  const selection = useSelection(accounts, JSON.stringify(search), selectionTexts);
  const mayChoose = useMayDoAny();
  const [chosenOnce, setChosenOnce] = useState(false);
  if (selection.some && !chosenOnce) setChosenOnce(true);
  if (error && !data) return <Failure error={error} onRetry={() => ask({ requestPolicy: 'network-only' })} />;
  if (!data) return <SkeletonRows />;
  const { pageInfo, totalCount, totalCountIsExact } = data.accounts;
  const none = accounts.length === 0 && !fetching;
  return (
    <>
      {none ? (
        <NoAccounts search={search} mayCreate={mayCreate} />
      ) : (
        <AccountsTable
          accounts={accounts}
          search={search}
          waiting={fetching && !stale}
          selection={mayChoose ? selection : undefined}
        />
      )}
      {chosenOnce && (
        <Suspense>
          <BulkBar selection={selection} />
        </Suspense>
      )}
      {!none && (
        <Pager
          total={texts.total(totalCount, totalCountIsExact)}
          pageInfo={pageInfo}
          onMove={(cursor) =>
            navigate({ to: '/accounts', search: { ...search, after: cursor.after, before: cursor.before } })
          }
        />
      )}
    </>
  );
}

function NoAccounts({ search, mayCreate }: { search: AccountsSearch; mayCreate: boolean }) {
  if (isFiltered(search)) {
    return (
      <EmptyState
        icon={<IconSearchOff />}
        title={texts.nothing.title}
        action={
          <ButtonLink to="/accounts" search={{ archived: search.archived, sort: search.sort }} variant="default">
            {texts.clearFilters}
          </ButtonLink>
        }
      >
        {texts.nothing.text}
      </EmptyState>
    );
  }
  if (search.archived) {
    return (
      <EmptyState icon={<IconArchive />} title={texts.archiveEmpty.title}>
        {texts.archiveEmpty.text}
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={<IconBuildingStore />}
      title={texts.first.title}
      action={
        mayCreate && (
          <ButtonLink to="/accounts" search={{ create: true }} leftSection={<IconPlus size={16} />}>
            {texts.create}
          </ButtonLink>
        )
      }
    >
      {texts.first.text}
    </EmptyState>
  );
}
