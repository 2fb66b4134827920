import { Link } from '@tanstack/react-router';
import type { ResultOf } from 'gql.tada';
import { formatMoney } from '~/lib/format';
import { CardFoot, DataTable, RowTitle, rowLink } from '~/ui/data-table';
import { AboveLink } from '~/ui/links';
import { Tag } from '~/ui/tag';
import { Time } from '~/ui/time';
import type { Selection } from '~/ui/use-selection';
import type { BillingEventFragment } from './inbox.queries';
import { firstPage, type InboxSearch } from './search';
import { inboxTexts as texts } from './texts';

export type BillingEvent = ResultOf<typeof BillingEventFragment>;
type Props = {
  events: readonly BillingEvent[];
  search: InboxSearch;
  waiting: boolean;
  selection?: Selection<BillingEvent>;
};

export function InboxTable({ events, search, waiting, selection }: Props) {
  const { columns } = texts;
  return (
    <DataTable
      label={texts.table}
      rows={events}
      rowKey={({ id }) => id}
      waiting={waiting}
      selection={selection}
      columns={[
        { id: 'event', header: columns.event, cell: (row) => <What row={row} search={search} /> },
        { id: 'account', header: columns.account, cell: (row) => <Account row={row} /> },
        { id: 'standing', header: columns.standing, cell: (row) => <Standing row={row} /> },
        { id: 'amount', header: columns.amount, end: true, cell: (row) => <Amount row={row} /> },
        { id: 'occurred', header: columns.occurred, end: true, cell: ({ occurredAt }) => <Time at={occurredAt} /> },
      ]}
      card={(row) => (
        <>
          <What row={row} search={search} />
          <Account row={row} />
          <Standing row={row} />
          <CardFoot>
            <Amount row={row} />
            <Time at={row.occurredAt} />
          </CardFoot>
        </>
      )}
    />
  );
}

/** What happened, its id at its source, and the source, by which the list can be filtered. */
function What({
  row: { type, externalId, source, paymentExternalId },
  search,
}: {
  row: BillingEvent;
  search: InboxSearch;
}) {
  const id = paymentExternalId ? `${externalId} ${texts.ofPayment(paymentExternalId)}` : externalId;
  const detail = (
    <>
      {id} ·{' '}
      <AboveLink
        to="/operator/billing-events"
        search={{ ...search, ...firstPage, source }}
        title={texts.onlySource(source)}
        replace
      >
        {source}
      </AboveLink>
    </>
  );
  return <RowTitle detail={detail}>{texts.typeNames[type]}</RowTitle>;
}

function Account({ row: { account, accountId } }: { row: BillingEvent }) {
  if (!account) return <>{accountId}</>;
  return (
    <RowTitle detail={accountId}>
      <Link to="/accounts/$id" params={{ id: account.id }} className={rowLink}>
        {account.name ?? accountId}
      </Link>
    </RowTitle>
  );
}

/** Why it could not be matched, and what would mend it; and whether it may have been told twice. */
function Standing({ row: { waitsFor, paymentExternalId, looksLike } }: { row: BillingEvent }) {
  if (!waitsFor) {
    return (
      <RowTitle detail={looksLike && texts.looksLike(looksLike.externalId)}>
        <Tag tone={looksLike ? 'attention' : 'good'}>{texts.matched}</Tag>
      </RowTitle>
    );
  }
  const { title, mend } = texts.waits[waitsFor];
  return (
    <RowTitle detail={mend(paymentExternalId)}>
      <Tag tone="attention">{title}</Tag>
    </RowTitle>
  );
}

function Amount({ row: { amount, plan } }: { row: BillingEvent }) {
  if (!amount) return plan && <>{texts.plan(plan)}</>;
  return <RowTitle detail={plan && texts.plan(plan)}>{formatMoney(amount)}</RowTitle>;
}
