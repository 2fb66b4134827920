import { IconBuildingBank } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import type { ResultOf } from 'gql.tada';
import { useQuery } from 'urql';
import { formatMoney } from '~/lib/format';
import { Above, CardFoot, DataTable, RowTitle, rowLink, SkeletonRows, UpperAction } from '~/ui/data-table';
import { EmptyState } from '~/ui/empty-state';
import { Failure } from '~/ui/failure';
import { ButtonLink, TextLink } from '~/ui/links';
import { Page, Panel } from '~/ui/page';
import { Pager } from '~/ui/pager';
import { Time } from '~/ui/time';
import { pageVariables, type WithdrawalsSearch } from '../search';
import { BatchesQuery } from './batches.queries';
import { FileLink } from './file-link';
import { batchesTexts as texts } from './texts';

type Batch = ResultOf<typeof BatchesQuery>['payoutBatches']['nodes'][number];

/** What was handed to the bank, the latest first. */
export function BatchesPage({ search }: { search: WithdrawalsSearch }) {
  const navigate = useNavigate();
  const [{ data, error, fetching, stale }, ask] = useQuery({ query: BatchesQuery, variables: pageVariables(search) });
  const list = data?.payoutBatches;
  return (
    <Page title={texts.title} lead={texts.lead} back={<TextLink to="/operator/withdrawals">{texts.back}</TextLink>}>
      <Panel flush>
        {error && !data ? (
          <Failure error={error} onRetry={() => ask({ requestPolicy: 'network-only' })} />
        ) : !list ? (
          <SkeletonRows />
        ) : list.nodes.length === 0 && !fetching ? (
          <EmptyState icon={<IconBuildingBank />} title={texts.first.title} action={<ToPay />}>
            {texts.first.text}
          </EmptyState>
        ) : (
          <>
            <BatchesTable batches={list.nodes} waiting={fetching && !stale} />
            <Pager
              total={texts.total(list.totalCount, list.totalCountIsExact)}
              pageInfo={list.pageInfo}
              onMove={({ after, before }) => navigate({ to: '/operator/payout-batches', search: { after, before } })}
            />
          </>
        )}
      </Panel>
    </Page>
  );
}

function ToPay() {
  return (
    <ButtonLink to="/operator/withdrawals" search={{ view: 'APPROVED' }} variant="default">
      {texts.toPay}
    </ButtonLink>
  );
}

function BatchesTable({ batches, waiting }: { batches: readonly Batch[]; waiting: boolean }) {
  const { columns } = texts;
  return (
    <DataTable
      label={texts.table}
      rows={batches}
      rowKey={({ id }) => id}
      waiting={waiting}
      columns={[
        { id: 'batch', header: columns.batch, cell: (row) => <Sum batch={row} /> },
        { id: 'withdrawals', header: columns.withdrawals, cell: (row) => <Paid batch={row} /> },
        { id: 'made', header: columns.made, cell: ({ createdAt }) => <Time at={createdAt} /> },
        {
          id: 'file',
          header: columns.file,
          hiddenHeader: true,
          end: true,
          cell: (row) => (
            <Above>
              <FileLink {...row} />
            </Above>
          ),
        },
      ]}
      card={(row) => (
        <>
          <UpperAction action={<FileLink {...row} />}>
            <Sum batch={row} />
          </UpperAction>
          <CardFoot>
            <Paid batch={row} />
            <Time at={row.createdAt} />
          </CardFoot>
        </>
      )}
    />
  );
}

function Sum({ batch: { id, amount } }: { batch: Batch }) {
  return (
    <RowTitle>
      <Link to="/operator/payout-batches/$id" params={{ id }} className={rowLink}>
        {formatMoney(amount)}
      </Link>
    </RowTitle>
  );
}

function Paid({ batch: { withdrawals } }: { batch: Batch }) {
  const paid = withdrawals.filter(({ status }) => status === 'PAID').length;
  return (
    <span>
      {texts.withdrawals(withdrawals.length)}, {texts.paid(paid, withdrawals.length)}
    </span>
  );
}
