import { Link, useNavigate } from '@tanstack/react-router';
import type { ResultOf } from 'gql.tada';
import { CardFoot, type Column, DataTable, RowTitle, rowLink } from '~/ui/data-table';
import { StatusBadge } from '~/ui/status-badge';
import { Tag } from '~/ui/tag';
import { uiTexts } from '~/ui/texts';
import { Time } from '~/ui/time';
import type { LeadRowFragment } from './leads.queries';
import type { ListPath } from './leads-toolbar';
import { ProtectedUntil } from './protected-until';
import type { LeadSort, LeadsSearch } from './search';
import { leadsTexts as texts } from './texts';

export type Lead = ResultOf<typeof LeadRowFragment>;
type Props = { to: ListPath; leads: readonly Lead[]; search: LeadsSearch; waiting: boolean };

export function LeadsTable({ to, leads, search, waiting }: Props) {
  const ofAll = to === '/operator/leads';
  const columns = useColumns(to, search);
  return (
    <DataTable
      label={texts.table}
      rows={leads}
      rowKey={({ id }) => id}
      waiting={waiting}
      columns={columns}
      card={(lead) => (
        <>
          <Website lead={lead} ofAll={ofAll} />
          <CardFoot>
            <StatusBadge status={lead.status} quiet />
            <ProtectedUntil lead={lead} />
          </CardFoot>
        </>
      )}
    />
  );
}

function useColumns(to: ListPath, search: LeadsSearch): Column<Lead>[] {
  const navigate = useNavigate();
  const sort = search.sort ?? 'NEWEST';
  const sorting = (ascending: LeadSort, descending?: LeadSort) =>
    ({
      direction: sort === ascending ? 'ascending' : sort === descending ? 'descending' : 'none',
      onSort: () => {
        const next = sort === (descending ?? ascending) ? ascending : (descending ?? ascending);
        void navigate({ to, search: { ...search, sort: next, after: undefined, before: undefined }, replace: true });
      },
    }) as const;
  const { columns } = texts;
  const who: Column<Lead> =
    to === '/operator/leads'
      ? { id: 'partner', header: columns.partner, cell: ({ partner }) => partner.name }
      : { id: 'by', header: columns.by, cell: ({ registeredBy }) => registeredBy?.name ?? uiTexts.none };
  return [
    { id: 'website', header: columns.website, cell: (lead) => <Website lead={lead} />, sorting: sorting('WEBSITE') },
    { id: 'status', header: columns.status, cell: ({ status }) => <StatusBadge status={status} quiet /> },
    { id: 'until', header: columns.until, cell: (lead) => <ProtectedUntil lead={lead} />, sorting: sorting('ENDING') },
    who,
    {
      id: 'registered',
      header: columns.registered,
      end: true,
      cell: ({ registeredAt }) => <Time at={registeredAt} />,
      sorting: sorting('OLDEST', 'NEWEST'),
    },
  ];
}

type WebsiteProps = { lead: Lead /** Says whose it is. */; ofAll?: boolean };

function Website({ lead: { id, website, company, partner, mixedScript }, ofAll = false }: WebsiteProps) {
  return (
    <RowTitle detail={ofAll ? `${company} · ${partner.name}` : company}>
      <Link to="/leads/$id" params={{ id }} className={rowLink}>
        {website}
      </Link>
      {mixedScript && (
        <>
          {' '}
          <Tag tone="attention">{texts.lookAlike}</Tag>
        </>
      )}
    </RowTitle>
  );
}
