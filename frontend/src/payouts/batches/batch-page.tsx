import type { ResultOf } from 'gql.tada';
import type { ReactNode } from 'react';
import { useQuery } from 'urql';
import { absoluteTime, formatMoney } from '~/lib/format';
import { useMay } from '~/lib/session';
import { Above, CardFoot, DataTable, RowTitle, rowLink, SkeletonRows, UpperAction } from '~/ui/data-table';
import { Failure } from '~/ui/failure';
import { ButtonLink, TextLink } from '~/ui/links';
import { Page, Panel } from '~/ui/page';
import { StatusBadge } from '~/ui/status-badge';
import { AmountLink } from '../withdrawals-table';
import { BatchQuery } from './batches.queries';
import { FileLink } from './file-link';
import { batchesTexts, batchTexts as texts } from './texts';

type Node = NonNullable<ResultOf<typeof BatchQuery>['node']>;
type Batch = Extract<Node, { __typename: 'PayoutBatch' }>;
type Row = Batch['withdrawals'][number];

/** One batch: its file for the bank, and how each of its withdrawals stands. */
export function BatchPage({ id, notFound }: { id: string; notFound: ReactNode }) {
  const [{ data, error }, ask] = useQuery({ query: BatchQuery, variables: { id } });
  if (error && !data) return <Failure whole error={error} onRetry={() => ask({ requestPolicy: 'network-only' })} />;
  if (!data) {
    return (
      <Page title={batchesTexts.title} heading={<span />}>
        <Panel flush>
          <SkeletonRows rows={4} />
        </Panel>
      </Page>
    );
  }
  if (data.node?.__typename !== 'PayoutBatch') return notFound;
  const { amount, createdAt, fileUrl, withdrawals } = data.node;
  return (
    <Page
      title={texts.title(formatMoney(amount))}
      lead={`${texts.made(absoluteTime(createdAt))}. ${texts.file}`}
      back={<TextLink to="/operator/payout-batches">{texts.back}</TextLink>}
      actions={<FileLink filled fileUrl={fileUrl} amount={amount} />}
    >
      <Panel flush>
        <BatchTable batch={id} rows={withdrawals} />
      </Panel>
    </Page>
  );
}

function BatchTable({ batch, rows }: { batch: string; rows: readonly Row[] }) {
  const { columns } = texts;
  const amount = (row: Row) => <AmountLink row={row} batch={batch} className={rowLink} />;
  return (
    <DataTable
      label={texts.table}
      rows={rows}
      rowKey={({ id }) => id}
      columns={[
        { id: 'partner', header: columns.partner, cell: ({ partner }) => <RowTitle>{partner.name}</RowTitle> },
        { id: 'amount', header: columns.amount, cell: amount },
        { id: 'to', header: columns.to, cell: ({ payoutMethod }) => payoutMethod?.masked },
        { id: 'status', header: columns.status, cell: (row) => <Standing row={row} /> },
        {
          id: 'action',
          header: columns.action,
          hiddenHeader: true,
          end: true,
          cell: (row) => (
            <Above>
              <PayLink batch={batch} row={row} />
            </Above>
          ),
        },
      ]}
      card={(row) => (
        <>
          <UpperAction action={<PayLink batch={batch} row={row} />}>
            <RowTitle detail={row.payoutMethod?.masked}>
              {row.partner.name} · {amount(row)}
            </RowTitle>
          </UpperAction>
          <CardFoot>
            <Standing row={row} />
          </CardFoot>
        </>
      )}
    />
  );
}

function Standing({ row: { status, reference } }: { row: Row }) {
  return (
    <RowTitle detail={reference}>
      <StatusBadge status={status} quiet />
    </RowTitle>
  );
}

function PayLink({ batch, row: { id, status, partner } }: { batch: string; row: Row }) {
  const mayDecide = useMay('APPROVE_WITHDRAWALS');
  if (!mayDecide || status !== 'PROCESSING') return null;
  return (
    <ButtonLink
      to="/withdrawals/$id"
      params={{ id }}
      search={{ dialog: 'pay', batch }}
      variant="default"
      size="xs"
      aria-label={texts.payLabel(partner.name)}
    >
      {texts.pay}
    </ButtonLink>
  );
}
