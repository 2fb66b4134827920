import type { ResultOf } from 'gql.tada';
import { absoluteTime, calendarDate } from '~/lib/format';
import { CardFoot, DataTable, RowTitle, UpperAction } from '~/ui/data-table';
import { ButtonLink } from '~/ui/links';
import { Tag } from '~/ui/tag';
import { Time } from '~/ui/time';
import type { ReservedWebsiteFragment } from './reserved.queries';
import { reservedTexts as texts } from './texts';

export type Reserved = ResultOf<typeof ReservedWebsiteFragment>;
type Props = { websites: readonly Reserved[]; waiting: boolean };

export function ReservedTable({ websites, waiting }: Props) {
  const { columns } = texts;
  return (
    <DataTable
      label={texts.table}
      rows={websites}
      rowKey={({ id }) => id}
      waiting={waiting}
      columns={[
        { id: 'website', header: columns.website, cell: (row) => <RowTitle detail={row.note}>{row.website}</RowTitle> },
        { id: 'state', header: columns.state, cell: (row) => <State row={row} /> },
        { id: 'until', header: columns.until, cell: (row) => <Until row={row} /> },
        { id: 'reserved', header: columns.reserved, cell: ({ reservedAt }) => <Time at={reservedAt} /> },
        {
          id: 'actions',
          header: columns.actions,
          hiddenHeader: true,
          end: true,
          cell: (row) => <Release row={row} />,
        },
      ]}
      card={(row) => (
        <>
          <UpperAction action={<Release row={row} />}>
            <RowTitle detail={row.note}>{row.website}</RowTitle>
          </UpperAction>
          <CardFoot>
            <State row={row} />
            <Until row={row} words={texts.until} />
          </CardFoot>
        </>
      )}
    />
  );
}

function State({ row: { active, releasedAt } }: { row: Reserved }) {
  if (active) return <Tag tone="good">{texts.active}</Tag>;
  return <Tag>{releasedAt ? texts.released : texts.over}</Tag>;
}

type UntilProps = { row: Reserved; words?: (date: string) => string };

function Until({ row: { reservedUntil }, words = String }: UntilProps) {
  return (
    <time dateTime={reservedUntil} title={absoluteTime(reservedUntil)}>
      {words(calendarDate(reservedUntil))}
    </time>
  );
}

function Release({ row: { id, website, active } }: { row: Reserved }) {
  return (
    active && (
      <ButtonLink
        to="/operator/reserved-websites"
        search={{ dialog: 'release', id }}
        variant="default"
        size="xs"
        aria-label={texts.releaseLabel(website)}
      >
        {texts.release}
      </ButtonLink>
    )
  );
}
