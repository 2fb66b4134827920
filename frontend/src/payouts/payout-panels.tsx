import { useNavigate } from '@tanstack/react-router';
import { readFragment } from 'gql.tada';
import { lazy, Suspense } from 'react';
import { useQuery } from 'urql';
import { useMay } from '~/lib/session';
import { RowTitle, rowLink, SkeletonRows } from '~/ui/data-table';
import { Failure } from '~/ui/failure';
import { TextLink } from '~/ui/links';
import { Columns, Panel } from '~/ui/page';
import { Rows } from '~/ui/rows';
import { StatusBadge } from '~/ui/status-badge';
import { MethodPanel } from './method-panel';
import { latestWithdrawals, WithdrawalRowFragment, WithdrawalsQuery } from './payouts.queries';
import { withdrawalsTexts as texts } from './texts';
import { AmountLink, AskedFor } from './withdrawals-table';

// Few visits open one of them.
const WithdrawDialog = lazy(() => import('./withdraw-dialog'));
const MethodDialog = lazy(() => import('./method-dialog'));

type Props = { dialog?: 'withdraw' | 'payout-method' };

/** The latest withdrawals, where the money goes, and the dialogs of both. */
export function PayoutPanels({ dialog }: Props) {
  const navigate = useNavigate({ from: '/rewards/' });
  const mayMethod = useMay('VIEW_PAYOUT_METHODS');
  const mayChange = useMay('EDIT_PAYOUT_METHODS');
  const mayWithdraw = useMay('WITHDRAW_REWARDS');
  // What the list shows stays as it is.
  const close = () => navigate({ search: (before) => ({ ...before, dialog: undefined }), replace: true });
  return (
    <>
      <Columns aside={mayMethod && <MethodPanel />}>
        <LatestPanel />
      </Columns>
      <Suspense>
        {dialog === 'withdraw' && mayWithdraw && <WithdrawDialog onClose={close} />}
        {dialog === 'payout-method' && mayChange && <MethodDialog onClose={close} />}
      </Suspense>
    </>
  );
}

function LatestPanel() {
  const [{ data, error }, ask] = useQuery({ query: WithdrawalsQuery, variables: latestWithdrawals });
  const withdrawals = readFragment(WithdrawalRowFragment, data?.withdrawals.nodes ?? []);
  const more = data?.withdrawals.pageInfo.hasNextPage;
  return (
    <Panel
      flush={!data || withdrawals.length > 0}
      title={texts.panel}
      lead={data && withdrawals.length === 0 ? texts.none.text : undefined}
      actions={more && <TextLink to="/withdrawals">{texts.all}</TextLink>}
    >
      {error && !data ? (
        <Failure error={error} onRetry={() => ask({ requestPolicy: 'network-only' })} />
      ) : !data ? (
        <SkeletonRows rows={2} />
      ) : (
        withdrawals.length > 0 && (
          <Rows label={texts.panel}>
            {withdrawals.map((row) => ({
              key: row.id,
              start: (
                <RowTitle detail={<AskedFor row={row} />}>
                  <AmountLink row={row} className={rowLink} />
                </RowTitle>
              ),
              end: <StatusBadge status={row.status} quiet />,
            }))}
          </Rows>
        )
      )}
    </Panel>
  );
}
