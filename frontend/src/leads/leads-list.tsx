import { IconSearchOff, IconTargetArrow } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { readFragment } from 'gql.tada';
import type { ReactNode } from 'react';
import { useQuery } from 'urql';
import { SkeletonRows } from '~/ui/data-table';
import { EmptyState } from '~/ui/empty-state';
import { Failure } from '~/ui/failure';
import { ButtonLink } from '~/ui/links';
import { Pager } from '~/ui/pager';
import { LeadRowFragment, LeadsQuery, leadsVariables } from './leads.queries';
import { LeadsTable } from './leads-table';
import type { ListPath } from './leads-toolbar';
import type { LeadsSearch } from './search';
import { leadsTexts as texts } from './texts';

type Words = { title: string; text: string };
type Props = {
  to: ListPath;
  search: LeadsSearch;
  /** What is said where there is none at all, and what one can do then. */
  empty: Words;
  action?: ReactNode;
  /** Beside the number of rows. */
  after?: ReactNode;
};

/** The list in its states: rows, first run, nothing found, on its way, failed. */
export function LeadsList({ to, search, empty, action, after }: Props) {
  const navigate = useNavigate();
  const [{ data, error, fetching, stale }, ask] = useQuery({ query: LeadsQuery, variables: leadsVariables(search) });
  if (error && !data) return <Failure error={error} onRetry={() => ask({ requestPolicy: 'network-only' })} />;
  if (!data) return <SkeletonRows />;
  const { nodes, pageInfo, totalCount, totalCountIsExact } = data.leads;
  if (nodes.length === 0 && !fetching) return <NoLeads to={to} search={search} empty={empty} action={action} />;
  return (
    <>
      <LeadsTable to={to} leads={readFragment(LeadRowFragment, nodes)} search={search} waiting={fetching && !stale} />
      <Pager
        total={
          <>
            {texts.total(totalCount, totalCountIsExact)}
            {after && <> · {after}</>}
          </>
        }
        pageInfo={pageInfo}
        onMove={(cursor) => navigate({ to, search: { ...search, after: cursor.after, before: cursor.before } })}
      />
    </>
  );
}

function NoLeads({ to, search: { view, search, sort }, empty, action }: Props) {
  if (!view && !search) {
    return (
      <EmptyState icon={<IconTargetArrow />} title={empty.title} action={action}>
        {empty.text}
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={<IconSearchOff />}
      title={texts.nothing.title}
      action={
        <ButtonLink to={to} search={{ sort }} variant="default">
          {texts.showAll}
        </ButtonLink>
      }
    >
      {texts.nothing.text}
    </EmptyState>
  );
}
