import { useNavigate } from '@tanstack/react-router';
import { CancelRequestDialog, ResendRequestDialog } from './request-dialogs';
import { RequestDialog } from './request-form';
import type { Request } from './requests-table';
import type { RequestsSearch } from './search';

/** The dialog of the list that its address asks for. */
export default function ListDialogs({ search, requests }: { search: RequestsSearch; requests: readonly Request[] }) {
  const navigate = useNavigate();
  const { dialog, request: id, ...list } = search;
  const close = () => navigate({ to: '/requests', search: list, replace: true });
  if (dialog === 'request') return <RequestDialog onClose={close} />;
  const request = requests.find((each) => each.id === id);
  if (request?.status !== 'PENDING') return null;
  return dialog === 'resend' ? (
    <ResendRequestDialog request={request} onClose={close} />
  ) : (
    <CancelRequestDialog request={request} onClose={close} />
  );
}
