import { Button } from '@mantine/core';
import { IconReceipt, IconRefresh, IconSearchOff } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { readFragment } from 'gql.tada';
import { lazy, Suspense, useState } from 'react';
import { useQuery } from 'urql';
import { useMay } from '~/lib/session';
import { SkeletonRows } from '~/ui/data-table';
import { EmptyState } from '~/ui/empty-state';
import { Failure } from '~/ui/failure';
import { ButtonLink } from '~/ui/links';
import { Page, Panel } from '~/ui/page';
import { Pager } from '~/ui/pager';
import { useSelection } from '~/ui/use-selection';
import { BillingEventFragment, BillingEventsQuery } from './inbox.queries';
import { InboxBar } from './inbox-bar';
import { type BillingEvent, InboxTable } from './inbox-table';
import { InboxToolbar } from './inbox-toolbar';
import { type InboxSearch, inboxVariables, isFiltered } from './search';
import { inboxSelectionTexts, inboxTexts as texts } from './texts';

// Few visits try something again.
const RetryDialog = lazy(() => import('./retry-dialog'));

/** What the billing told, what could not be matched first. */
export function InboxPage({ search }: { search: InboxSearch }) {
  const mayMatch = useMay('MATCH_BILLING_EVENTS');
  const [asked, setAsked] = useState<readonly BillingEvent[] | 'all'>();
  const choosable = mayMatch && (search.view ?? 'ACCOUNT') === 'ACCOUNT';
  return (
    <Page title={texts.title} lead={texts.lead} actions={mayMatch && <RetryAll onAsk={() => setAsked('all')} />}>
      <Panel flush>
        <InboxToolbar search={search} />
        <List search={search} onRetry={choosable ? setAsked : undefined} />
      </Panel>
      {asked && (
        <Suspense>
          <RetryDialog events={asked === 'all' ? undefined : asked} onClose={() => setAsked(undefined)} />
        </Suspense>
      )}
    </Page>
  );
}

function RetryAll({ onAsk }: { onAsk: () => void }) {
  return (
    <Button variant="default" leftSection={<IconRefresh size={16} />} onClick={onAsk}>
      {texts.retryAll}
    </Button>
  );
}

/** `onRetry` where events may be chosen, to try them again. */
type ListProps = { search: InboxSearch; onRetry?: (events: readonly BillingEvent[]) => void };

function List({ search, onRetry }: ListProps) {
  const navigate = useNavigate();
  const [{ data, error, fetching, stale }, ask] = useQuery({
    query: BillingEventsQuery,
    variables: inboxVariables(search),
  });
  const events = readFragment(BillingEventFragment, data?.billingEvents.nodes ?? []);
  const selection = useSelection(events, JSON.stringify(search), inboxSelectionTexts);
  if (error && !data) return <Failure error={error} onRetry={() => ask({ requestPolicy: 'network-only' })} />;
  if (!data) return <SkeletonRows />;
  if (events.length === 0 && !fetching) return <Nothing search={search} />;
  const { pageInfo, totalCount, totalCountIsExact } = data.billingEvents;
  return (
    <>
      <InboxTable events={events} search={search} waiting={fetching && !stale} selection={onRetry && selection} />
      {onRetry && <InboxBar selection={selection} onRetry={onRetry} />}
      <Pager
        total={texts.total(totalCount, totalCountIsExact)}
        pageInfo={pageInfo}
        onMove={({ after, before }) =>
          navigate({ to: '/operator/billing-events', search: { ...search, after, before } })
        }
      />
    </>
  );
}

function Nothing({ search }: { search: InboxSearch }) {
  const filtered = isFiltered(search);
  const { title, text } = filtered ? texts.nothing : texts.none[search.view ?? 'ACCOUNT'];
  return (
    <EmptyState
      icon={filtered ? <IconSearchOff /> : <IconReceipt />}
      title={title}
      action={
        filtered && (
          <ButtonLink to="/operator/billing-events" search={{ view: search.view }} variant="default">
            {texts.clear}
          </ButtonLink>
        )
      }
    >
      {text}
    </EmptyState>
  );
}
