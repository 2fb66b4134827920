import type { CombinedError } from '@urql/core';
import type { UserErrorLike } from '~/lib/errors';
import { formatMoney } from '~/lib/format';
import { useMutation } from '~/lib/use-mutation';
import { ReasonDialog } from '~/ui/reason-dialog';
import { toastDone } from '~/ui/toast';
import type { WithdrawalDialog } from './search';
import {
  CancelWithdrawal,
  FailWithdrawal,
  MarkWithdrawalPaid,
  RejectWithdrawal,
  ReturnWithdrawal,
} from './withdrawal.queries';
import type { Withdrawal } from './withdrawal-page';
import { withdrawalDialogTexts } from './withdrawal-texts';

type Props = { dialog: WithdrawalDialog; withdrawal: Withdrawal; onClose: () => void };

/** The dialog that the withdrawal's address asks for. */
export default function WithdrawalDialogs({ dialog, withdrawal: { id, amount }, onClose }: Props) {
  const { title, text, done, ...texts } = withdrawalDialogTexts[dialog];
  const verbs = useVerbs(id);
  return (
    <ReasonDialog
      danger={dialog !== 'pay'}
      title={title(formatMoney(amount))}
      {...texts}
      send={(typed) => verbs[dialog](typed ?? '')}
      onDone={() => toastDone(done)}
      onClose={onClose}
    >
      {text}
    </ReasonDialog>
  );
}

function useVerbs(withdrawalId: string) {
  const [, cancel] = useMutation(CancelWithdrawal);
  const [, reject] = useMutation(RejectWithdrawal);
  const [, pay] = useMutation(MarkWithdrawalPaid);
  const [, fail] = useMutation(FailWithdrawal);
  const [, bringBack] = useMutation(ReturnWithdrawal);
  return {
    cancel: async () => refusals(await cancel({ input: { withdrawalId } })),
    reject: async (reason: string) => refusals(await reject({ input: { withdrawalId, reason } })),
    pay: async (reference: string) => refusals(await pay({ input: { withdrawalId, reference } })),
    fail: async (reason: string) => refusals(await fail({ input: { withdrawalId, reason } })),
    return: async (reason: string) => refusals(await bringBack({ input: { withdrawalId, reason } })),
  };
}

type Answer = { data?: Record<string, { userErrors: readonly UserErrorLike[] }>; error?: CombinedError };

/** Why the one verb that was called was refused, if it was. */
function refusals({ data, error }: Answer) {
  return { error, userErrors: Object.values(data ?? {})[0]?.userErrors };
}
