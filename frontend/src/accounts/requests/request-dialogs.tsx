import { Text } from '@mantine/core';
import { useNow } from '~/lib/clock';
import { calendarDate } from '~/lib/format';
import { useForm } from '~/lib/use-form';
import { useMutation } from '~/lib/use-mutation';
import { useRefusals } from '~/lib/use-refusals';
import { Dialog } from '~/ui/dialog';
import { FormActions, FormProblem, FormStack } from '~/ui/form';
import { ReasonDialog } from '~/ui/reason-dialog';
import { failureTexts } from '~/ui/texts';
import { toastDone } from '~/ui/toast';
import { CancelAccessRequest, ResendAccessRequest } from './requests.queries';
import { cancelTexts, resendTexts } from './texts';

type Props = { request: { id: string; canResendAt: string | null }; onClose: () => void };

/** Mails the client once more, or says from when on that is possible. */
export function ResendRequestDialog({ request: { id, canResendAt }, onClose }: Props) {
  const now = useNow();
  const [{ fetching }, resend] = useMutation(ResendAccessRequest);
  const form = useForm({ initialValues: {} });
  const { general, settle } = useRefusals(form, (code) => failureTexts[code].advice);
  const wait = canResendAt ? Date.parse(canResendAt) > now : false;
  const possible = canResendAt !== null && !wait;

  async function send() {
    const { data, error } = await resend({ input: { accessRequestId: id } });
    if (!settle({ error, userErrors: data?.resendAccessRequest.userErrors })) return;
    toastDone(resendTexts.done);
    onClose();
  }

  return (
    <Dialog onClose={onClose} title={resendTexts.title}>
      <form onSubmit={form.onSubmit(send)} noValidate>
        <FormStack>
          <FormProblem messages={general} />
          <Text>{canResendAt ? resendTexts.text : resendTexts.never}</Text>
          {canResendAt && wait && <Text fw={550}>{resendTexts.from(calendarDate(canResendAt))}</Text>}
          <FormActions
            submit={resendTexts.submit}
            sending={fetching}
            disabled={!possible}
            focus={possible}
            onCancel={onClose}
          />
        </FormStack>
      </form>
    </Dialog>
  );
}

export function CancelRequestDialog({ request: { id }, onClose }: Props) {
  const [, cancel] = useMutation(CancelAccessRequest);
  return (
    <ReasonDialog
      title={cancelTexts.title}
      reason={cancelTexts.reason}
      reasonHint={cancelTexts.reasonHint}
      submit={cancelTexts.submit}
      keep={cancelTexts.keep}
      send={async (reason) => {
        const { data, error } = await cancel({ input: { accessRequestId: id, reason } });
        return { error, userErrors: data?.cancelAccessRequest.userErrors };
      }}
      onDone={() => toastDone(cancelTexts.done)}
      onClose={onClose}
    >
      {cancelTexts.text}
    </ReasonDialog>
  );
}
