import { VisuallyHidden } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import type { ResultOf } from 'gql.tada';
import { bareWebsite } from '~/lib/format';
import type { Named } from '~/lib/named';
import { Clamped } from '~/ui/clamped';
import { Copyable } from '~/ui/copy';
import { Above, CardFoot, type Column, DataTable, RowTitle, rowLink } from '~/ui/data-table';
import { ButtonLink } from '~/ui/links';
import { StatusBadge } from '~/ui/status-badge';
import { Time } from '~/ui/time';
import type { Selection } from '~/ui/use-selection';
import type { AccountRowFragment } from './accounts.queries';
import { useAllowed } from './allowed';
import { LogInLink } from './log-in-link';
import { RestoreButton } from './next/next-actions';
import type { AccountsSearch } from './search';
import { listTexts as texts } from './texts';

type Account = Named<ResultOf<typeof AccountRowFragment>>;
type Props = {
  accounts: readonly Account[];
  search: AccountsSearch;
  waiting: boolean;
  selection?: Selection<Account>;
};

export function AccountsTable({ accounts, search, waiting, selection }: Props) {
  const columns = useColumns(search);
  return (
    <DataTable
      label={texts.table}
      columns={columns}
      rows={accounts}
      rowKey={({ id }) => id}
      waiting={waiting}
      selection={selection}
      card={(account) => (
        <>
          <NameCell account={account} />
          {search.archived && <EndedCell account={account} />}
          <CardFoot>
            {!search.archived && account.status && <StatusBadge status={account.status} quiet />}
            {!search.archived && <Time at={account.createdAt} />}
            {search.archived && <WayBack account={account} />}
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
  const created: Column<Account> = {
    id: 'created',
    header: texts.columns.created,
    end: true,
    cell: ({ createdAt }) => <Time at={createdAt} />,
    sorting: {
      direction: sort === 'NEWEST' ? 'descending' : sort === 'OLDEST' ? 'ascending' : 'none',
      onSort: () => sortBy(sort === 'NEWEST' ? 'OLDEST' : 'NEWEST'),
    },
  };
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
    search.archived
      ? { id: 'ended', header: texts.columns.ended, cell: (account) => <EndedCell account={account} /> }
      : {
          id: 'status',
          header: texts.columns.status,
          cell: ({ status }) => status && <StatusBadge status={status} quiet />,
        },
    {
      id: 'accountId',
      header: texts.columns.accountId,
      cell: ({ accountId }) => <Copyable value={accountId} what={texts.columns.accountId} />,
    },
    search.archived ? wayBack : created,
  ];
}

/** The store's name logs in to the account where one may enter it; the rest of the row tells of it. */
function NameCell({ account: { id, name, website, loginUrl } }: { account: Account }) {
  return (
    <RowTitle detail={bareWebsite(website)}>
      {loginUrl && <LogInLink href={loginUrl} name={name} />}
      <Link to="/accounts/$id" params={{ id }} className={rowLink}>
        {loginUrl ? <VisuallyHidden>{texts.details(name)}</VisuallyHidden> : name}
      </Link>
    </RowTitle>
  );
}

/** Who ended the access, when and why. */
function EndedCell({ account: { ended } }: { account: Account }) {
  if (!ended) return null;
  return (
    <div>
      {texts.columns.ended} {texts.endedBy[ended.by]} <Time at={ended.at} />
      {ended.reason && <Clamped>{ended.reason}</Clamped>}
    </div>
  );
}

const wayBack: Column<Account> = {
  id: 'actions',
  header: texts.columns.actions,
  hiddenHeader: true,
  end: true,
  cell: (account) => <WayBack account={account} />,
};

function WayBack({ account }: { account: Account }) {
  const may = useAllowed()(account);
  return (
    <Above>
      {may.has('restore') && <RestoreButton account={account} inRow />}
      {may.has('request') && (
        <ButtonLink
          to="/accounts/$id"
          params={{ id: account.id }}
          search={{ dialog: 'request' }}
          variant="default"
          size="xs"
          leftSection={<IconKey size={14} />}
        >
          {texts.requestAgain}
          <VisuallyHidden> {account.name}</VisuallyHidden>
        </ButtonLink>
      )}
    </Above>
  );
}
