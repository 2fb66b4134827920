import { Modal, Textarea } from '@mantine/core';
import { useForm } from '~/lib/use-form';
import { useMutation } from '~/lib/use-mutation';
import { useRefusals } from '~/lib/use-refusals';
import { FormActions, FormProblem, FormStack } from '~/ui/form';
import { failureTexts } from '~/ui/texts';
import { toastDone } from '~/ui/toast';
import { RejectApplication, RequestApplicationChanges } from './applications.queries';
import type { Review } from './review-page';
import { reviewTexts as texts } from './texts';

type Props = { kind: 'reject' | 'ask'; application: Review; opened: boolean; onClose: () => void };

/** Rejecting and asking both need words that the applicant will read. */
export function ReasonDialog({ kind, application, opened, onClose }: Props) {
  const title = kind === 'reject' ? texts.rejectTitle(application.companyName) : texts.askTitle;
  return (
    <Modal opened={opened} onClose={onClose} title={title}>
      <ReasonForm kind={kind} applicationId={application.id} onClose={onClose} />
    </Modal>
  );
}

type FormProps = { kind: Props['kind']; applicationId: string; onClose: () => void };

function ReasonForm({ kind, applicationId, onClose }: FormProps) {
  const [rejecting, reject] = useMutation(RejectApplication);
  const [asking, ask] = useMutation(RequestApplicationChanges);
  const form = useForm({
    initialValues: { reason: '' },
    validate: { reason: (value) => (value.trim() ? null : texts.reasonMissing) },
  });
  const { general, settle } = useRefusals(form, (code) => failureTexts[code].advice);

  async function send({ reason }: typeof form.values) {
    const input = { applicationId, reason: reason.trim() };
    const { error, userErrors } =
      kind === 'reject'
        ? await reject({ input }).then(({ data, error }) => ({ error, userErrors: data?.rejectApplication.userErrors }))
        : await ask({ input }).then(({ data, error }) => ({
            error,
            userErrors: data?.requestApplicationChanges.userErrors,
          }));
    if (!settle({ error, userErrors })) return;
    toastDone(kind === 'reject' ? texts.rejected : texts.asked);
    onClose();
  }

  return (
    <form onSubmit={form.onSubmit(send)} noValidate>
      <FormStack>
        <FormProblem messages={general} />
        <Textarea
          label={kind === 'reject' ? texts.reasonLabel : texts.questionLabel}
          description={kind === 'reject' ? texts.rejectHint : texts.askHint}
          data-autofocus
          {...form.field('reason')}
        />
        <FormActions
          submit={kind === 'reject' ? texts.reject : texts.ask}
          danger={kind === 'reject'}
          sending={rejecting.fetching || asking.fetching}
          onCancel={onClose}
        />
      </FormStack>
    </form>
  );
}
