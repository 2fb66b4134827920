import type { Account } from './account-page';
import type { AccountDialog } from './allowed';
import { ArchiveDialog } from './archive-dialog';
import { EditDialog } from './edit-dialog';
import { CancelRequestDialog, ResendRequestDialog } from './requests/request-dialogs';
import { RequestDialog } from './requests/request-form';
import { CancelTransferDialog, WithdrawDialog } from './transfer/leave-dialogs';
import { ResendDialog } from './transfer/resend-dialog';
import { TransferDialog } from './transfer/transfer-dialog';

type Props = { dialog: AccountDialog; account: Account; onClose: () => void };

/** The dialog of an account that the address asks for; all of them come when the first is wanted. */
export default function AccountDialogs({ dialog, account, onClose }: Props) {
  const { accessRequest: request } = account;
  switch (dialog) {
    case 'edit':
      return <EditDialog account={account} onClose={onClose} />;
    case 'archive':
      return <ArchiveDialog account={account} onClose={onClose} />;
    case 'transfer':
      return <TransferDialog account={account} onClose={onClose} />;
    case 'resend':
    case 'address':
      return <ResendDialog account={account} newAddress={dialog === 'address'} onClose={onClose} />;
    case 'cancel-transfer':
      return <CancelTransferDialog account={account} onClose={onClose} />;
    case 'withdraw':
      return <WithdrawDialog account={account} onClose={onClose} />;
    case 'request':
      return <RequestDialog accountId={account.accountId} onClose={onClose} />;
    case 'resend-request':
      return request && <ResendRequestDialog request={request} onClose={onClose} />;
    case 'cancel-request':
      return request && <CancelRequestDialog request={request} onClose={onClose} />;
  }
}
