import { Link } from '@tanstack/react-router';
import type { ResultOf } from 'gql.tada';
import { absoluteTime, calendarDate } from '~/lib/format';
import { CardFoot, DataTable, RowTitle, rowLink } from '~/ui/data-table';
import { Tag } from '~/ui/tag';
import type { WeighedFragment } from './clients.queries';
import { clientsTexts as texts } from './texts';

export type Weighed = ResultOf<typeof WeighedFragment>;

export function ClientsTable({ clients, waiting }: { clients: readonly Weighed[]; waiting: boolean }) {
  const { columns } = texts;
  return (
    <DataTable
      label={texts.table}
      rows={clients}
      rowKey={({ account, decidedAt }) => account?.id ?? decidedAt}
      waiting={waiting}
      columns={[
        { id: 'client', header: columns.client, cell: (row) => <Client row={row} /> },
        { id: 'counts', header: columns.counts, cell: (row) => <Counts row={row} /> },
        { id: 'why', header: columns.why, cell: (row) => <Why row={row} /> },
        { id: 'since', header: columns.since, end: true, cell: (row) => <Since row={row} /> },
      ]}
      card={(row) => (
        <>
          <Client row={row} />
          <Why row={row} />
          <CardFoot>
            <Counts row={row} whole />
            <Since row={row} />
          </CardFoot>
        </>
      )}
    />
  );
}

function Client({ row: { account } }: { row: Weighed }) {
  if (!account) return null;
  return (
    <RowTitle detail={account.website}>
      <Link to="/accounts/$id" params={{ id: account.id }} className={rowLink}>
        {account.name ?? texts.unknown(account.accountId)}
      </Link>
    </RowTitle>
  );
}

type CountsProps = { row: Weighed /** Says all of it, where no column's head does. */; whole?: boolean };

function Counts({ row: { credited }, whole = false }: CountsProps) {
  if (credited) return <Tag tone="good">{whole ? texts.counts : texts.yes}</Tag>;
  return <Tag>{whole ? texts.countsNot : texts.no}</Tag>;
}

function Why({ row: { credit } }: { row: Weighed }) {
  return <>{credit?.explanation ?? texts.nothing}</>;
}

function Since({ row: { credit, decidedAt } }: { row: Weighed }) {
  const at = credit?.firstPaidAt ?? decidedAt;
  return (
    <time dateTime={at} title={absoluteTime(at)}>
      {calendarDate(at)}
    </time>
  );
}
