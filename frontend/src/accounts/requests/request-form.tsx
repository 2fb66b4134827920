import { Text, Textarea, TextInput } from '@mantine/core';
import { useViewer } from '~/lib/session';
import { useForm } from '~/lib/use-form';
import { useMutation } from '~/lib/use-mutation';
import { useRefusals } from '~/lib/use-refusals';
import { Dialog } from '~/ui/dialog';
import { FormActions, FormProblem, FormStack } from '~/ui/form';
import { failureTexts } from '~/ui/texts';
import { toastDone } from '~/ui/toast';
import { RequestAccess } from './requests.queries';
import { requestTexts as texts } from './texts';

type Props = { accountId?: string; onSent: () => void; onClose: () => void };

/** Asks the owner of an account for access. */
export function RequestForm({ accountId = '', onSent, onClose }: Props) {
  const member = useViewer()?.member;
  const [{ fetching }, request] = useMutation(RequestAccess);
  const form = useForm({
    initialValues: { accountId, message: texts.prefilled(member?.name ?? '', member?.partner.name ?? '') },
    validate: {
      accountId: (value) => (value.trim() ? null : texts.accountIdMissing),
      message: (value) => (value.trim() ? null : texts.messageMissing),
    },
  });
  const { general, settle } = useRefusals(form, (code) =>
    code === 'THROTTLED' ? texts.tooMany : failureTexts[code].advice,
  );

  async function send(values: typeof form.values) {
    const input = { accountId: values.accountId.trim(), message: values.message.trim() };
    const { data, error } = await request({ input });
    if (!settle({ error, userErrors: data?.requestAccess.userErrors })) return;
    toastDone(texts.sent);
    onSent();
  }

  return (
    <form onSubmit={form.onSubmit(send)} noValidate>
      <FormStack>
        <FormProblem messages={general} />
        <TextInput
          label={texts.accountId}
          description={texts.accountIdHint}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          withAsterisk
          data-autofocus={accountId ? undefined : true}
          {...form.field('accountId')}
        />
        <Textarea
          label={texts.message}
          description={texts.messageHint}
          rows={8}
          maxLength={5000}
          withAsterisk
          data-autofocus={accountId ? true : undefined}
          {...form.field('message')}
        />
        <Text size="sm" c="dimmed">
          {texts.next}
        </Text>
        <FormActions submit={texts.submit} sending={fetching} onCancel={onClose} />
      </FormStack>
    </form>
  );
}

/** The form in a dialog of its own. */
export function RequestDialog({ accountId, onClose }: { accountId?: string; onClose: () => void }) {
  return (
    <Dialog onClose={onClose} title={texts.title} size="lg">
      <RequestForm accountId={accountId} onSent={onClose} onClose={onClose} />
    </Dialog>
  );
}
