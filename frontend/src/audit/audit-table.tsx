import type { ResultOf } from 'gql.tada';
import { absoluteTime } from '~/lib/format';
import { Clamped } from '~/ui/clamped';
import { CardFoot, DataTable, RowTitle, Subdued, UpperAction, Whole } from '~/ui/data-table';
import { eventText } from '~/ui/event-texts';
import { actorTexts, uiTexts } from '~/ui/texts';
import type { AuditRowFragment } from './audit.queries';
import { factsOf } from './facts';
import { RowMenu } from './row-menu';
import type { AuditSearch } from './search';
import { auditTexts as texts } from './texts';

export type AuditEvent = ResultOf<typeof AuditRowFragment>;
type Props = { events: readonly AuditEvent[]; search: AuditSearch; waiting: boolean };

export function AuditTable({ events, search, waiting }: Props) {
  const { columns } = texts;
  return (
    <DataTable
      label={texts.table}
      rows={events}
      rowKey={({ id }) => id}
      waiting={waiting}
      columns={[
        { id: 'at', header: columns.at, cell: (event) => <When event={event} /> },
        { id: 'event', header: columns.event, cell: (event) => <What event={event} /> },
        { id: 'who', header: columns.who, cell: (event) => <Who event={event} /> },
        { id: 'partner', header: columns.partner, cell: ({ partner }) => partner?.name ?? uiTexts.none },
        {
          id: 'actions',
          header: columns.actions,
          hiddenHeader: true,
          end: true,
          cell: (event) => <RowMenu event={event} search={search} />,
        },
      ]}
      card={(event) => (
        <>
          <UpperAction action={<RowMenu event={event} search={search} />}>
            <What event={event} />
          </UpperAction>
          <CardFoot>
            <div>
              {nameOf(event)}
              {event.partner && ` · ${event.partner.name}`}
            </div>
            <Moment at={event.at} />
          </CardFoot>
        </>
      )}
    />
  );
}

function Moment({ at }: { at: string }) {
  return (
    <time dateTime={at} title={at}>
      {absoluteTime(at)}
    </time>
  );
}

function When({ event: { at, ipAddress } }: { event: AuditEvent }) {
  return (
    <Whole>
      <Moment at={at} />
      {ipAddress && <Subdued>{ipAddress}</Subdued>}
    </Whole>
  );
}

function What({ event: { type, reason, data } }: { event: AuditEvent }) {
  const facts = factsOf(data);
  return (
    <RowTitle detail={facts && <Clamped>{facts}</Clamped>}>
      <span title={type}>{eventText(type)}</span>
      {reason && <Subdued>“{reason}”</Subdued>}
    </RowTitle>
  );
}

const nameOf = ({ actor }: AuditEvent) => actor.name ?? actorTexts[actor.kind];

function Who({ event }: { event: AuditEvent }) {
  const { name, email, kind } = event.actor;
  return (
    <>
      {nameOf(event)}
      <Subdued>{email ?? (name ? actorTexts[kind] : null)}</Subdued>
    </>
  );
}
