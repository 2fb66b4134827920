import { useNavigate } from '@tanstack/react-router';
import { type ResultOf, readFragment } from 'gql.tada';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { useQuery } from 'urql';
import { formatMoney } from '~/lib/format';
import { useMay, useViewer } from '~/lib/session';
import { Failure } from '~/ui/failure';
import { TextLink } from '~/ui/links';
import { Columns, Page, Panel } from '~/ui/page';
import { Sections } from '~/ui/sections';
import { SkeletonLines } from '~/ui/skeleton-lines';
import { StatusBadge } from '~/ui/status-badge';
import { Timeline } from '~/ui/timeline';
import { TitleLine } from '~/ui/title-line';
import type { WithdrawalDialog, WithdrawalSearch } from './search';
import { withdrawalsTexts } from './texts';
import { WithdrawalDetailFragment, WithdrawalQuery } from './withdrawal.queries';
import { WithdrawalDetails } from './withdrawal-details';
import { WithdrawalStanding } from './withdrawal-standing';
import { withdrawalTexts as texts } from './withdrawal-texts';

// Few visits open one of them.
const WithdrawalDialogs = lazy(() => import('./withdrawal-dialogs'));

export type Withdrawal = ResultOf<typeof WithdrawalDetailFragment>;
type Props = { id: string; search: WithdrawalSearch; notFound: ReactNode };

/** One withdrawal, for its partner and for operators. */
export function WithdrawalPage({ id, search, notFound }: Props) {
  const [{ data, error }, ask] = useQuery({ query: WithdrawalQuery, variables: { id } });
  if (error && !data) return <Failure whole error={error} onRetry={() => ask({ requestPolicy: 'network-only' })} />;
  if (!data) {
    return (
      <Page title={withdrawalsTexts.title} heading={<span />}>
        <Panel>
          <SkeletonLines lines={8} />
        </Panel>
      </Page>
    );
  }
  if (data.node?.__typename !== 'Withdrawal') return notFound;
  return <WithdrawalView withdrawal={readFragment(WithdrawalDetailFragment, data.node)} search={search} />;
}

function WithdrawalView({ withdrawal, search }: { withdrawal: Withdrawal; search: WithdrawalSearch }) {
  const navigate = useNavigate();
  const isMember = Boolean(useViewer()?.member);
  const may = useAllowed(withdrawal.status);
  const dialog = useOpened(search.dialog, may);
  const { id, amount, status, partner, timeline } = withdrawal;
  const sum = formatMoney(amount);
  const close = () =>
    navigate({ to: '/withdrawals/$id', params: { id }, search: { batch: search.batch }, replace: true });
  return (
    <Page
      title={texts.title(sum)}
      back={<Back isMember={isMember} batch={search.batch} />}
      heading={
        <TitleLine title={sum} badge={<StatusBadge status={status} />} details={isMember ? [] : [partner.name]} />
      }
    >
      <Sections>
        <WithdrawalStanding withdrawal={withdrawal} may={may} batch={search.batch} />
        <Columns asideFirst aside={<WithdrawalDetails withdrawal={withdrawal} />}>
          <Panel title={texts.timeline}>
            <Timeline entries={timeline.nodes} />
          </Panel>
        </Columns>
      </Sections>
      {dialog && (
        <Suspense>
          <WithdrawalDialogs dialog={dialog} withdrawal={withdrawal} onClose={close} />
        </Suspense>
      )}
    </Page>
  );
}

/** To where one came from: a batch, or the list. */
function Back({ isMember, batch }: { isMember: boolean; batch?: string }) {
  if (isMember) return <TextLink to="/withdrawals">{texts.back}</TextLink>;
  if (!batch) return <TextLink to="/operator/withdrawals">{texts.back}</TextLink>;
  return (
    <TextLink to="/operator/payout-batches/$id" params={{ id: batch }}>
      {texts.backToBatch}
    </TextLink>
  );
}

/** The dialog that is open: once it is, it stays until it is closed, so that one can read why it was refused. */
function useOpened(asked: WithdrawalDialog | undefined, may: Set<WithdrawalDialog>): WithdrawalDialog | undefined {
  const [opened, setOpened] = useState<WithdrawalDialog>();
  const next = asked && (asked === opened || may.has(asked)) ? asked : undefined;
  if (next !== opened) setOpened(next);
  return next;
}

const decided: Partial<Record<Withdrawal['status'], WithdrawalDialog[]>> = {
  REQUESTED: ['reject'],
  APPROVED: ['fail', 'pay'],
  PROCESSING: ['fail', 'pay'],
  PAID: ['return'],
};

/** What the viewer may do with the withdrawal as it stands; the server says so too. */
function useAllowed(status: Withdrawal['status']): Set<WithdrawalDialog> {
  const mayCancel = useMay('WITHDRAW_REWARDS');
  const mayDecide = useMay('APPROVE_WITHDRAWALS');
  if (mayDecide) return new Set(decided[status]);
  return new Set(mayCancel && status === 'REQUESTED' ? ['cancel'] : []);
}
