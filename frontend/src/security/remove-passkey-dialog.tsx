import { PasswordInput, Text } from '@mantine/core';
import { useMutation } from 'urql';
import { useForm } from '~/lib/use-form';
import { useRefusals } from '~/lib/use-refusals';
import { Dialog } from '~/ui/dialog';
import { FormActions, FormProblem, FormStack } from '~/ui/form';
import { failureTexts } from '~/ui/texts';
import { toastDone } from '~/ui/toast';
import { RemovePasskey } from './security.queries';
import { passkeyTexts as texts, twoStepTexts } from './texts';

type Props = { passkey: { id: string; name: string }; onClose: () => void };

/** Removes a passkey, by the password once more. */
export default function RemovePasskeyDialog({ passkey, onClose }: Props) {
  const [{ fetching }, remove] = useMutation(RemovePasskey);
  const form = useForm({ initialValues: { password: '' } });
  const { general, settle } = useRefusals(form, (code) => failureTexts[code].advice);

  async function send({ password }: typeof form.values) {
    const { data, error } = await remove({ input: { passkeyId: passkey.id, password: password || null } });
    if (!settle({ error, userErrors: data?.removePasskey.userErrors })) return;
    toastDone(texts.removed);
    onClose();
  }

  return (
    <Dialog onClose={onClose} title={texts.removeTitle(passkey.name)}>
      <form onSubmit={form.onSubmit(send)} noValidate>
        <FormStack>
          <FormProblem messages={general} />
          <Text size="sm">{texts.removeText}</Text>
          <PasswordInput
            label={twoStepTexts.password}
            description={twoStepTexts.passwordHint}
            autoComplete="current-password"
            data-autofocus
            {...form.field('password')}
          />
          <FormActions danger submit={texts.remove} sending={fetching} onCancel={onClose} />
        </FormStack>
      </form>
    </Dialog>
  );
}
