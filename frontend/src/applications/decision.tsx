import { Button, Stack } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useMutation } from '~/lib/use-mutation';
import { ConfirmDialog } from '~/ui/confirm';
import { DueTime } from '~/ui/due-time';
import { ButtonLink } from '~/ui/links';
import { Panel } from '~/ui/page';
import { failureTexts } from '~/ui/texts';
import { toastDone, toastFailed } from '~/ui/toast';
import { ApproveApplication, ResendRegistration } from './applications.queries';
import { ReasonDialog } from './reason-dialog';
import type { Review, ReviewDialog } from './review-page';
import { reviewTexts as texts } from './texts';

type Props = { application: Review; mayReview: boolean; dialog?: ReviewDialog };

/** Where the application stands and what an operator can do now. */
export function Decision({ application, mayReview, dialog }: Props) {
  const { id, companyName, status, dueAt, overdue, registration } = application;
  const navigate = useNavigate();
  const undecided = status === 'SUBMITTED' || status === 'ACTION_REQUIRED';
  const close = () => navigate({ to: '/operator/applications/$id', params: { id }, search: {}, replace: true });
  const here = { to: '/operator/applications/$id', params: { id } } as const;
  return (
    <Panel
      title={texts.decision}
      lead={
        <>
          {texts.states[status]} {status === 'SUBMITTED' && <DueTime dueAt={dueAt} overdue={overdue} />}
          {registration && ` ${texts.registration[registration.status]}.`}
        </>
      }
    >
      {mayReview && undecided && (
        <Stack gap="xs">
          <ButtonLink {...here} search={{ dialog: 'approve' }} fullWidth>
            {texts.approve}
          </ButtonLink>
          <ButtonLink {...here} search={{ dialog: 'ask' }} variant="default" fullWidth>
            {texts.ask}
          </ButtonLink>
          <ButtonLink {...here} search={{ dialog: 'reject' }} variant="default" fullWidth>
            {texts.reject}
          </ButtonLink>
        </Stack>
      )}
      {mayReview && status === 'APPROVED' && registration?.status !== 'USED' && <ResendButton id={id} />}
      {mayReview && undecided && (
        <>
          <ApproveDialog id={id} companyName={companyName} opened={dialog === 'approve'} onClose={close} />
          <ReasonDialog kind="reject" application={application} opened={dialog === 'reject'} onClose={close} />
          <ReasonDialog kind="ask" application={application} opened={dialog === 'ask'} onClose={close} />
        </>
      )}
    </Panel>
  );
}

type ApproveProps = { id: string; companyName: string; opened: boolean; onClose: () => void };

function ApproveDialog({ id, companyName, opened, onClose }: ApproveProps) {
  const [{ fetching }, approve] = useMutation(ApproveApplication);

  async function confirm() {
    const { data, error } = await approve({ input: { applicationId: id } });
    const refusal = error ? failureTexts.INTERNAL.title : data?.approveApplication.userErrors[0]?.message;
    if (refusal) toastFailed(refusal);
    else toastDone(texts.approved(companyName));
    onClose();
  }

  return (
    <ConfirmDialog
      opened={opened}
      title={texts.approveTitle(companyName)}
      confirm={texts.approve}
      working={fetching}
      onConfirm={confirm}
      onClose={onClose}
    >
      {texts.approveText}
    </ConfirmDialog>
  );
}

function ResendButton({ id }: { id: string }) {
  const [{ fetching }, resend] = useMutation(ResendRegistration);

  async function send() {
    const { data, error } = await resend({ input: { applicationId: id } });
    const refusal = error ? failureTexts.INTERNAL.title : data?.resendRegistration.userErrors[0]?.message;
    if (refusal) toastFailed(refusal);
    else toastDone(texts.resent);
  }

  return (
    <Button variant="default" fullWidth loading={fetching} onClick={send}>
      {texts.resend}
    </Button>
  );
}
