import { Link } from '@tanstack/react-router';
import { absoluteTime, formatMoney } from '~/lib/format';
import { useProgramDate } from '~/lib/program-days';
import { CardFoot, DataTable, RowTitle, rowLink } from '~/ui/data-table';
import { type Reward, Standing, whatFor } from './reward-standing';
import { rewardsTexts as texts } from './texts';
import { WaitsFor } from './waits-for';

export function RewardsTable({ rewards, waiting }: { rewards: readonly Reward[]; waiting: boolean }) {
  const { columns } = texts;
  return (
    <DataTable
      label={texts.table}
      rows={rewards}
      rowKey={({ id }) => id}
      waiting={waiting}
      columns={[
        { id: 'client', header: columns.client, cell: (row) => <Client row={row} /> },
        { id: 'what', header: columns.what, cell: whatFor },
        { id: 'status', header: columns.status, cell: (row) => <StandingAndNext row={row} /> },
        { id: 'paidAt', header: columns.paidAt, cell: (row) => <PaidAt row={row} /> },
        { id: 'amount', header: columns.amount, end: true, cell: (row) => <Amount row={row} /> },
      ]}
      card={(row) => (
        <>
          <Client row={row} />
          {whatFor(row)}
          <CardFoot>
            <Standing row={row} />
            <Amount row={row} />
          </CardFoot>
          <WaitsFor row={row} />
        </>
      )}
    />
  );
}

/** By whom it was earned, as the way to what it is made of. */
function Client({ row: { id, account, reason } }: { row: Reward }) {
  return (
    <RowTitle detail={account ? undefined : (reason ?? undefined)}>
      <Link to="/rewards/$id" params={{ id }} className={rowLink}>
        {account ? (account.name ?? texts.account(account.accountId)) : texts.noClient}
      </Link>
    </RowTitle>
  );
}

function StandingAndNext({ row }: { row: Reward }) {
  return (
    <>
      <Standing row={row} />
      <WaitsFor row={row} />
    </>
  );
}

function PaidAt({ row: { occurredAt } }: { row: Reward }) {
  const programDate = useProgramDate();
  return (
    <time dateTime={occurredAt} title={absoluteTime(occurredAt)}>
      {programDate(occurredAt)}
    </time>
  );
}

function Amount({ row: { amount, reversedAmount } }: { row: Reward }) {
  const wentBack = Number(reversedAmount.amount) > 0;
  return (
    <RowTitle detail={wentBack ? texts.wentBack(formatMoney(reversedAmount)) : undefined}>
      {formatMoney(amount)}
    </RowTitle>
  );
}
