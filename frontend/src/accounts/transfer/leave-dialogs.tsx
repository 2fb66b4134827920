import { useMutation } from '~/lib/use-mutation';
import { ReasonDialog } from '~/ui/reason-dialog';
import { toastDone } from '~/ui/toast';
import type { Account } from '../account-page';
import { cancelTexts, withdrawTexts } from './texts';
import { CancelTransfer, WithdrawAccess } from './transfer.queries';

type Props = { account: Account; onClose: () => void };

export function CancelTransferDialog({ account: { id, transfer }, onClose }: Props) {
  const [, cancel] = useMutation(CancelTransfer);
  return (
    <ReasonDialog
      title={cancelTexts.title}
      reason={withdrawTexts.reason}
      reasonHint={cancelTexts.reasonHint}
      submit={cancelTexts.submit}
      keep={cancelTexts.keep}
      send={async (reason) => {
        const { data, error } = await cancel({ input: { accountId: id, reason } });
        return { error, userErrors: data?.cancelTransfer.userErrors };
      }}
      onDone={() => toastDone(cancelTexts.done)}
      onClose={onClose}
    >
      {cancelTexts.text(transfer?.toEmail ?? '')}
    </ReasonDialog>
  );
}

/** Leaving a client's account can't be taken back, so its name is to be typed. */
export function WithdrawDialog({ account: { id, name }, onClose }: Props) {
  const [, withdraw] = useMutation(WithdrawAccess);
  return (
    <ReasonDialog
      danger
      title={withdrawTexts.title(name)}
      typed={{ label: withdrawTexts.typed(name), value: name, missing: withdrawTexts.notTyped(name) }}
      reason={withdrawTexts.reason}
      reasonHint={withdrawTexts.reasonHint}
      submit={withdrawTexts.submit}
      send={async (reason) => {
        const { data, error } = await withdraw({ input: { accountId: id, reason } });
        return { error, userErrors: data?.withdrawAccess.userErrors };
      }}
      onDone={() => toastDone(withdrawTexts.done(name))}
      onClose={onClose}
    >
      {withdrawTexts.text}
    </ReasonDialog>
  );
}
