import { calendarDate } from '~/lib/format';
import { CardFoot, DataTable, RowTitle, Subdued, UpperAction } from '~/ui/data-table';
import { ButtonLink } from '~/ui/links';
import { Tag } from '~/ui/tag';
import { Time } from '~/ui/time';
import { tokensTexts as texts } from './texts';

export type Row = {
  kind: 'token' | 'client';
  id: string;
  name: string;
  detail: string;
  scopes: readonly string[];
  createdAt: string;
  lastUsedAt: string | null;
  expiresAt: string | null;
  status: keyof typeof texts.status;
};

export function TokensTable({ label, rows }: { label: string; rows: readonly Row[] }) {
  const { columns } = texts;
  const ends = rows.some(({ expiresAt }) => expiresAt);
  const lastOfAll = { id: 'actions', header: columns.actions, hiddenHeader: true, end: true };
  return (
    <DataTable
      label={label}
      rows={rows}
      rowKey={({ id }) => id}
      columns={[
        { id: 'name', header: columns.name, cell: (row) => <RowTitle detail={row.detail}>{row.name}</RowTitle> },
        { id: 'scopes', header: columns.scopes, cell: ({ scopes }) => scopes.join(', ') },
        { id: 'status', header: columns.status, cell: (row) => <Status row={row} /> },
        { id: 'used', header: columns.used, cell: (row) => <Used row={row} /> },
        { id: 'created', header: columns.created, cell: ({ createdAt }) => calendarDate(createdAt) },
        ...(ends
          ? [{ id: 'ends', header: columns.ends, cell: ({ expiresAt }: Row) => expiresAt && calendarDate(expiresAt) }]
          : []),
        { ...lastOfAll, cell: (row) => <Revoke row={row} /> },
      ]}
      card={(row) => (
        <>
          <UpperAction action={<Revoke row={row} />}>
            <RowTitle detail={row.detail}>{row.name}</RowTitle>
          </UpperAction>
          <Subdued>{row.scopes.join(', ')}</Subdued>
          <Subdued>{texts.dates(calendarDate(row.createdAt), row.expiresAt && calendarDate(row.expiresAt))}</Subdued>
          <CardFoot>
            <Status row={row} />
            <Used row={row} />
          </CardFoot>
        </>
      )}
    />
  );
}

function Status({ row: { status } }: { row: Row }) {
  return <Tag tone={status === 'ACTIVE' ? 'good' : undefined}>{texts.status[status]}</Tag>;
}

function Used({ row: { lastUsedAt } }: { row: Row }) {
  return lastUsedAt ? <Time at={lastUsedAt} /> : <Subdued>{texts.never}</Subdued>;
}

function Revoke({ row: { id, name, status } }: { row: Row }) {
  return (
    status === 'ACTIVE' && (
      <ButtonLink
        to="/developers/tokens"
        search={{ dialog: 'revoke', id }}
        variant="default"
        size="xs"
        aria-label={texts.revokeLabel(name)}
      >
        {texts.revoke}
      </ButtonLink>
    )
  );
}
