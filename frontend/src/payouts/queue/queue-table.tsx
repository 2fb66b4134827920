import type { ResultOf } from 'gql.tada';
import { CardFoot, DataTable, RowTitle, rowLink } from '~/ui/data-table';
import { StatusBadge } from '~/ui/status-badge';
import { Tag } from '~/ui/tag';
import { Time } from '~/ui/time';
import type { Selection } from '~/ui/use-selection';
import { methodTypeTexts } from '../texts';
import { flagTexts } from '../withdrawal-texts';
import { AmountLink } from '../withdrawals-table';
import type { QueueRowFragment } from './queue.queries';
import { queueTexts as texts } from './texts';

export type QueueRow = ResultOf<typeof QueueRowFragment>;
type Props = { rows: readonly QueueRow[]; waiting: boolean; showFlags: boolean; selection?: Selection<QueueRow> };

/** Withdrawals of all partners; `showFlags` while they are under way, otherwise how they stand. */
export function QueueTable({ rows, waiting, showFlags, selection }: Props) {
  const { columns } = texts;
  const mark = (row: QueueRow) => (showFlags ? <Flags row={row} /> : <StatusBadge status={row.status} quiet />);
  return (
    <DataTable
      label={texts.table}
      rows={rows}
      rowKey={({ id }) => id}
      waiting={waiting}
      selection={selection}
      columns={[
        { id: 'partner', header: columns.partner, cell: ({ partner }) => <RowTitle>{partner.name}</RowTitle> },
        { id: 'amount', header: columns.amount, cell: (row) => <AmountLink row={row} className={rowLink} /> },
        { id: 'to', header: columns.to, cell: (row) => <Destination row={row} /> },
        { id: 'mark', header: showFlags ? columns.flags : columns.status, cell: mark },
        { id: 'requested', header: columns.requested, end: true, cell: ({ requestedAt }) => <Time at={requestedAt} /> },
      ]}
      card={(row) => (
        <>
          <RowTitle detail={<Destination row={row} />}>
            {row.partner.name} · <AmountLink row={row} className={rowLink} />
          </RowTitle>
          <CardFoot>
            {mark(row)}
            <Time at={row.requestedAt} />
          </CardFoot>
        </>
      )}
    />
  );
}

function Destination({ row: { payoutMethod } }: { row: QueueRow }) {
  return payoutMethod && <RowTitle detail={methodTypeTexts[payoutMethod.type]}>{payoutMethod.masked}</RowTitle>;
}

function Flags({ row: { flags } }: { row: QueueRow }) {
  return (
    <span>
      {flags.map((flag) => (
        <span key={flag}>
          <Tag tone="attention">{flagTexts[flag].title}</Tag>{' '}
        </span>
      ))}
    </span>
  );
}
