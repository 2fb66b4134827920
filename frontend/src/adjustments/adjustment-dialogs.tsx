import { useNavigate } from '@tanstack/react-router';
import { formatMoney } from '~/lib/format';
import { useMutation } from '~/lib/use-mutation';
import { ReasonDialog } from '~/ui/reason-dialog';
import { toastDone } from '~/ui/toast';
import { AdjustDialog } from './adjust-dialog';
import { ApproveAdjustment, RejectAdjustment } from './adjustments.queries';
import type { Adjustment } from './adjustments-table';
import type { AdjustmentsSearch } from './search';
import { decisionTexts } from './texts';

type Props = { search: AdjustmentsSearch; adjustments: readonly Adjustment[] };

/** The dialog that the list's address asks for. */
export default function AdjustmentDialogs({ search: { dialog, id, ...list }, adjustments }: Props) {
  const navigate = useNavigate();
  const close = () => navigate({ to: '/operator/adjustments', search: list, replace: true });
  if (dialog === 'adjust') return <AdjustDialog onClose={close} />;
  const adjustment = adjustments.find((each) => each.id === id);
  return dialog && adjustment && <DecisionDialog verb={dialog} adjustment={adjustment} onClose={close} />;
}

type DecisionProps = { verb: 'approve' | 'reject'; adjustment: Adjustment; onClose: () => void };

function DecisionDialog({ verb, adjustment: { id, amount, partner }, onClose }: DecisionProps) {
  const [, approve] = useMutation(ApproveAdjustment);
  const [, reject] = useMutation(RejectAdjustment);
  const { title, text, done, ...texts } = decisionTexts[verb];

  async function send(reason: string | null) {
    if (verb === 'approve') {
      const { data, error } = await approve({ input: { adjustmentId: id } });
      return { error, userErrors: data?.approveAdjustment.userErrors };
    }
    const { data, error } = await reject({ input: { adjustmentId: id, reason: reason ?? '' } });
    return { error, userErrors: data?.rejectAdjustment.userErrors };
  }

  return (
    <ReasonDialog
      title={title(formatMoney(amount))}
      danger={verb === 'reject'}
      {...texts}
      send={send}
      onDone={() => toastDone(done)}
      onClose={onClose}
    >
      {text(partner.name)}
    </ReasonDialog>
  );
}
