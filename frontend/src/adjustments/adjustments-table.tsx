import type { ResultOf } from 'gql.tada';
import { formatMoney } from '~/lib/format';
import { useViewer } from '~/lib/session';
import { ButtonPair } from '~/ui/button-pair';
import { CardFoot, DataTable, RowTitle } from '~/ui/data-table';
import { ButtonLink } from '~/ui/links';
import { Tag } from '~/ui/tag';
import { Time } from '~/ui/time';
import type { AdjustmentFragment } from './adjustments.queries';
import type { AdjustmentsSearch } from './search';
import { adjustmentsTexts as texts } from './texts';

export type Adjustment = ResultOf<typeof AdjustmentFragment>;

type Props = { adjustments: readonly Adjustment[]; search: AdjustmentsSearch; waiting: boolean };

export function AdjustmentsTable({ adjustments, search, waiting }: Props) {
  const { columns } = texts;
  const ways = (row: Adjustment) => <Ways row={row} search={search} />;
  const title = ({ partner, reason }: Adjustment) => <RowTitle detail={reason}>{partner.name}</RowTitle>;
  return (
    <DataTable
      label={texts.table}
      rows={adjustments}
      rowKey={({ id }) => id}
      waiting={waiting}
      columns={[
        { id: 'partner', header: columns.partner, cell: title },
        { id: 'amount', header: columns.amount, cell: ({ amount }) => formatMoney(amount) },
        { id: 'status', header: columns.status, cell: (row) => <Standing row={row} /> },
        { id: 'by', header: columns.by, cell: (row) => <People row={row} /> },
        { id: 'requested', header: columns.requested, cell: ({ requestedAt }) => <Time at={requestedAt} /> },
        { id: 'actions', header: columns.actions, hiddenHeader: true, end: true, cell: ways },
      ]}
      card={(row) => (
        <>
          <RowTitle detail={row.reason}>
            {row.partner.name} · {formatMoney(row.amount)}
          </RowTitle>
          <CardFoot>
            <Standing row={row} />
            <People row={row} />
            {row.status !== 'REQUESTED' && <Time at={row.requestedAt} />}
          </CardFoot>
          {/* On a line of their own: beside status and people they don't fit on a phone. */}
          {ways(row)}
        </>
      )}
    />
  );
}

/** Who asked for it, and who of the team has decided since. */
function People({ row: { requestedBy, decidedBy } }: { row: Adjustment }) {
  return <span>{[requestedBy, decidedBy].flatMap((person) => person?.name ?? []).join(', ')}</span>;
}

const tones = { REQUESTED: 'attention', APPLIED: 'good', REJECTED: undefined } as const;

function Standing({ row: { status } }: { row: Adjustment }) {
  return <Tag tone={tones[status]}>{texts.statuses[status]}</Tag>;
}

function Ways({ row: { id, status, partner, requestedBy }, search }: { row: Adjustment; search: AdjustmentsSearch }) {
  const me = useViewer()?.operator?.id;
  if (status !== 'REQUESTED') return null;
  return (
    <ButtonPair>
      <ButtonLink
        to="/operator/adjustments"
        search={{ ...search, dialog: 'reject', id }}
        variant="default"
        size="xs"
        aria-label={texts.rejectLabel(partner.name)}
      >
        {texts.reject}
      </ButtonLink>
      {/* Somebody else has to agree; one's own can be taken back. */}
      {requestedBy?.id !== me && (
        <ButtonLink
          to="/operator/adjustments"
          search={{ ...search, dialog: 'approve', id }}
          variant="default"
          size="xs"
          aria-label={texts.approveLabel(partner.name)}
        >
          {texts.approve}
        </ButtonLink>
      )}
    </ButtonPair>
  );
}
