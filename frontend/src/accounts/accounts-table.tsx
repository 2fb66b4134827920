import { Link, useNavigate } from '@tanstack/react-router';
import type { ResultOf } from 'gql.tada';
import { bareWebsite } from '~/lib/format';
import { Copyable } from '~/ui/copy';
import { CardFoot, type Column, DataTable, RowTitle, rowLink, Subdued } from '~/ui/data-table';
import { StatusBadge } from '~/ui/status-badge';
import { Time } from '~/ui/time';
import type { AccountRowFragment } from './accounts.queries';
import type { AccountsSearch } from './search';
import { listTexts as texts } from './texts';

type Account = ResultOf<typeof AccountRowFragment>;
type Props = { accounts: readonly Account[]; search: AccountsSearch; waiting: boolean };

export function AccountsTable({ accounts, search, waiting }: Props) {
  const columns = useColumns(search);
  return (
    <DataTable
      label={texts.table}
      columns={columns}
      rows={accounts}
      rowKey={({ id }) => id}
      waiting={waiting}
      card={(account) => (
        <>
          <NameCell account={account} />
          <CardFoot>
            {account.status && <StatusBadge status={account.status} quiet />}
            <Time at={account.ended?.at ?? account.createdAt} />
          </CardFoot>
        </>
      )}
    />
  );
}

function useColumns(search: AccountsSearch): Column<Account>[] {
  const navigate = useNavigate();
  const sort = search.sort ?? 'NEWEST';
  const sortBy = (next: typeof sort) =>
    navigate({
      to: '/accounts',
      search: { ...search, sort: next, after: undefined, before: undefined },
      replace: true,
    });
  return [
    {
      id: 'account',
      header: texts.columns.account,
      cell: (account) => <NameCell account={account} />,
      sorting: {
        direction: sort === 'NAME' ? 'ascending' : sort === 'NAME_REVERSED' ? 'descending' : 'none',
        onSort: () => sortBy(sort === 'NAME' ? 'NAME_REVERSED' : 'NAME'),
      },
    },
    { id: 'status', header: texts.columns.status, cell: (account) => <StatusCell account={account} /> },
    {
      id: 'accountId',
      header: texts.columns.accountId,
      cell: ({ accountId }) => <Copyable value={accountId} what={texts.columns.accountId} />,
    },
    {
      id: 'created',
      header: texts.columns.created,
      end: true,
      cell: ({ createdAt }) => <Time at={createdAt} />,
      sorting: {
        direction: sort === 'NEWEST' ? 'descending' : sort === 'OLDEST' ? 'ascending' : 'none',
        onSort: () => sortBy(sort === 'NEWEST' ? 'OLDEST' : 'NEWEST'),
      },
    },
  ];
}

function NameCell({ account: { id, name, website } }: { account: Account }) {
  return (
    <RowTitle detail={bareWebsite(website)}>
      <Link to="/accounts/$id" params={{ id }} className={rowLink}>
        {name}
      </Link>
    </RowTitle>
  );
}

function StatusCell({ account: { status, ended } }: { account: Account }) {
  if (!status) return null;
  return (
    <>
      <StatusBadge status={status} quiet />
      {ended && (
        <Subdued>
          {texts.columns.ended} {texts.endedBy[ended.by]} <Time at={ended.at} />
        </Subdued>
      )}
    </>
  );
}
