import { IconArchive, IconBuildingStore, IconPlus, IconSearchOff } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { readFragment } from 'gql.tada';
import { useQuery } from 'urql';
import { SkeletonRows } from '~/ui/data-table';
import { EmptyState } from '~/ui/empty-state';
import { Failure } from '~/ui/failure';
import { ButtonLink } from '~/ui/links';
import { Pager } from '~/ui/pager';
import { AccountRowFragment, AccountsQuery } from './accounts.queries';
import { AccountsTable } from './accounts-table';
import { type AccountsSearch, accountsVariables, isFiltered } from './search';
import { listTexts as texts } from './texts';

/** The list in its five states: rows, first run, nothing found, on its way, failed or not allowed. */
export function AccountsList({ search, mayCreate }: { search: AccountsSearch; mayCreate: boolean }) {
  const navigate = useNavigate();
  const [{ data, error, fetching, stale }, ask] = useQuery({
    query: AccountsQuery,
    variables: accountsVariables(search),
  });
  if (error && !data) return <Failure error={error} onRetry={() => ask({ requestPolicy: 'network-only' })} />;
  if (!data) return <SkeletonRows />;
  const { nodes, pageInfo, totalCount, totalCountIsExact } = data.accounts;
  if (nodes.length === 0 && !fetching) return <NoAccounts search={search} mayCreate={mayCreate} />;
  return (
    <>
      <AccountsTable accounts={readFragment(AccountRowFragment, nodes)} search={search} waiting={fetching && !stale} />
      <Pager
        total={texts.total(totalCount, totalCountIsExact)}
        pageInfo={pageInfo}
        onMove={(cursor) =>
          navigate({ to: '/accounts', search: { ...search, after: cursor.after, before: cursor.before } })
        }
      />
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
