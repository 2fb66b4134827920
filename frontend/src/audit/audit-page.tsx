import { IconHistory, IconSearchOff } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { readFragment } from 'gql.tada';
import { useQuery } from 'urql';
import { SkeletonRows } from '~/ui/data-table';
import { EmptyState } from '~/ui/empty-state';
import { Failure } from '~/ui/failure';
import { ButtonLink } from '~/ui/links';
import { Page, Panel } from '~/ui/page';
import { Pager } from '~/ui/pager';
import { AuditQuery, AuditRowFragment } from './audit.queries';
import { AuditChips } from './audit-chips';
import { AuditTable } from './audit-table';
import { AuditToolbar } from './audit-toolbar';
import { type AuditSearch, auditVariables, isFiltered } from './search';
import { auditTexts as texts } from './texts';

export function AuditPage({ search }: { search: AuditSearch }) {
  return (
    <Page title={texts.title} lead={texts.lead}>
      <Panel flush>
        <AuditToolbar search={search} />
        <AuditList search={search} />
      </Panel>
    </Page>
  );
}

function AuditList({ search }: { search: AuditSearch }) {
  const navigate = useNavigate();
  const [{ data, error, fetching, stale }, ask] = useQuery({ query: AuditQuery, variables: auditVariables(search) });
  if (error && !data) return <Failure error={error} onRetry={() => ask({ requestPolicy: 'network-only' })} />;
  if (!data) return <SkeletonRows />;
  const { nodes, pageInfo, totalCount, totalCountIsExact } = data.auditEvents;
  const events = readFragment(AuditRowFragment, nodes);
  const none = nodes.length === 0 && !fetching;
  return (
    <>
      <AuditChips search={search} events={events} />
      {none ? (
        <NoEvents filtered={isFiltered(search)} />
      ) : (
        <>
          <AuditTable events={events} search={search} waiting={fetching && !stale} />
          <Pager
            total={texts.total(totalCount, totalCountIsExact)}
            pageInfo={pageInfo}
            onMove={({ after, before }) => navigate({ to: '/operator/audit', search: { ...search, after, before } })}
          />
        </>
      )}
    </>
  );
}

function NoEvents({ filtered }: { filtered: boolean }) {
  const { title, text } = filtered ? texts.nothing : texts.empty;
  return (
    <EmptyState
      icon={filtered ? <IconSearchOff /> : <IconHistory />}
      title={title}
      action={
        filtered && (
          <ButtonLink to="/operator/audit" search={{}} variant="default">
            {texts.clear}
          </ButtonLink>
        )
      }
    >
      {text}
    </EmptyState>
  );
}
