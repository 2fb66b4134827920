import { IconCashBanknote } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { readFragment } from 'gql.tada';
import { type ReactNode, useState } from 'react';
import { useQuery } from 'urql';
import { useMay } from '~/lib/session';
import { SkeletonRows } from '~/ui/data-table';
import { EmptyState } from '~/ui/empty-state';
import { Facts } from '~/ui/facts';
import { Failure } from '~/ui/failure';
import { Panel } from '~/ui/page';
import { Pager } from '~/ui/pager';
import { Sections } from '~/ui/sections';
import { useSelection } from '~/ui/use-selection';
import { isUnderWay } from '../under-way';
import { flagTexts } from '../withdrawal-texts';
import { QueueQuery, QueueRowFragment } from './queue.queries';
import { QueueBar } from './queue-bar';
import { type Question, QueueQuestion } from './queue-question';
import { type QueueRow, QueueTable } from './queue-table';
import { type QueueSearch, queueVariables } from './search';
import { queueSelectionTexts, queueTexts as texts } from './texts';

/** The withdrawals of one view below what chooses it, and what the flags among them say. */
export function QueueList({ search, children }: { search: QueueSearch; children: ReactNode }) {
  const [{ data, error, fetching, stale }, ask] = useQuery({ query: QueueQuery, variables: queueVariables(search) });
  // It outlives the list, which goes on while a refusal is still being read.
  const [asked, setAsked] = useState<Question>();
  const rows = readFragment(QueueRowFragment, data?.withdrawals.nodes ?? []);
  const view = search.view ?? 'REQUESTED';
  return (
    <Sections>
      <Panel flush>
        {children}
        {error && !data ? (
          <Failure error={error} onRetry={() => ask({ requestPolicy: 'network-only' })} />
        ) : !data ? (
          <SkeletonRows />
        ) : rows.length === 0 && !fetching ? (
          <EmptyState icon={<IconCashBanknote />} title={texts.none[view].title}>
            {texts.none[view].text}
          </EmptyState>
        ) : (
          <Rows search={search} rows={rows} page={data.withdrawals} waiting={fetching && !stale} onAsk={setAsked} />
        )}
      </Panel>
      {isUnderWay(view) && <Legend rows={rows} />}
      {asked && <QueueQuestion {...asked} onClose={() => setAsked(undefined)} />}
    </Sections>
  );
}

type RowsProps = {
  search: QueueSearch;
  rows: readonly QueueRow[];
  page: Pick<Parameters<typeof Pager>[0], 'pageInfo'> & { totalCount: number; totalCountIsExact: boolean };
  waiting: boolean;
  onAsk: (question: Question) => void;
};

function Rows({ search, rows, page: { pageInfo, totalCount, totalCountIsExact }, waiting, onAsk }: RowsProps) {
  const navigate = useNavigate();
  const mayDecide = useMay('APPROVE_WITHDRAWALS');
  const selection = useSelection(rows, JSON.stringify(search), queueSelectionTexts);
  const view = search.view ?? 'REQUESTED';
  const choosable = mayDecide && (view === 'REQUESTED' || view === 'APPROVED');
  return (
    <>
      <QueueTable
        rows={rows}
        waiting={waiting}
        showFlags={isUnderWay(view)}
        selection={choosable ? selection : undefined}
      />
      {choosable && <QueueBar selection={selection} onAsk={onAsk} />}
      <Pager
        total={texts.total(totalCount, totalCountIsExact)}
        pageInfo={pageInfo}
        onMove={({ after, before }) =>
          navigate({ to: '/operator/withdrawals', search: { view: search.view, after, before } })
        }
      />
    </>
  );
}

/** What the flags say that are to be seen above. */
function Legend({ rows }: { rows: readonly QueueRow[] }) {
  const flags = [...new Set(rows.flatMap((row) => row.flags))];
  if (flags.length === 0) return null;
  return (
    <Panel title={texts.legend}>
      <Facts facts={flags.map((flag) => ({ term: flagTexts[flag].title, value: flagTexts[flag].text, long: true }))} />
    </Panel>
  );
}
