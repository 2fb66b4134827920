import { Link } from '@tanstack/react-router';
import type { ResultOf } from 'gql.tada';
import { formatMoney } from '~/lib/format';
import { CardFoot, DataTable, RowTitle, rowLink } from '~/ui/data-table';
import { StatusBadge } from '~/ui/status-badge';
import { Time } from '~/ui/time';
import type { WithdrawalRowFragment } from './payouts.queries';
import { withdrawalsTexts as texts } from './texts';

export type WithdrawalRow = ResultOf<typeof WithdrawalRowFragment>;

export function WithdrawalsTable({
  withdrawals,
  waiting,
}: {
  withdrawals: readonly WithdrawalRow[];
  waiting: boolean;
}) {
  const { columns } = texts;
  const title = (row: WithdrawalRow) => (
    <RowTitle>
      <AmountLink row={row} className={rowLink} />
    </RowTitle>
  );
  return (
    <DataTable
      label={texts.table}
      rows={withdrawals}
      rowKey={({ id }) => id}
      waiting={waiting}
      columns={[
        { id: 'amount', header: columns.amount, cell: title },
        { id: 'status', header: columns.status, cell: ({ status }) => <StatusBadge status={status} quiet /> },
        { id: 'to', header: columns.to, cell: ({ payoutMethod }) => payoutMethod?.masked },
        { id: 'reference', header: columns.reference, cell: ({ reference }) => reference },
        { id: 'requested', header: columns.requested, end: true, cell: ({ requestedAt }) => <Time at={requestedAt} /> },
      ]}
      card={(row) => (
        <>
          <RowTitle detail={<AskedFor row={row} />}>
            <AmountLink row={row} className={rowLink} />
          </RowTitle>
          <CardFoot>
            <StatusBadge status={row.status} quiet />
            {row.reference}
          </CardFoot>
        </>
      )}
    />
  );
}

/** `batch` is where the way back leads, if not to the list. */
type LinkProps = { row: Pick<WithdrawalRow, 'id' | 'amount'>; batch?: string; className?: string };

/** The amount, which leads to its page. */
export function AmountLink({ row: { id, amount }, batch, className }: LinkProps) {
  return (
    <Link to="/withdrawals/$id" params={{ id }} search={{ batch }} className={className}>
      {formatMoney(amount)}
    </Link>
  );
}

/** When it was asked for, and where it goes. */
export function AskedFor({ row: { requestedAt, payoutMethod } }: { row: WithdrawalRow }) {
  return (
    <>
      {texts.columns.requested} <Time at={requestedAt} />
      {payoutMethod && ` · ${payoutMethod.masked}`}
    </>
  );
}
