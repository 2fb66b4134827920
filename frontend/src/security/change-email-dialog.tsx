import { PasswordInput, TextInput } from '@mantine/core';
import { useMutation } from 'urql';
import { useForm } from '~/lib/use-form';
import { useRefusals } from '~/lib/use-refusals';
import { Dialog } from '~/ui/dialog';
import { FormActions, FormProblem, FormStack } from '~/ui/form';
import { failureTexts } from '~/ui/texts';
import { ChangeEmail } from './security.queries';
import { twoStepTexts as proofTexts, emailTexts as texts } from './texts';

type Props = { onSent: (email: string) => void; onClose: () => void };

/** Asks for the new address, and the password once more. */
export default function ChangeEmailDialog({ onSent, onClose }: Props) {
  const [{ fetching }, change] = useMutation(ChangeEmail);
  const form = useForm({
    initialValues: { email: '', password: '' },
    validate: { email: (value) => (value.trim() ? null : texts.emailMissing) },
  });
  const { general, settle } = useRefusals(form, (code) => failureTexts[code].advice);

  async function send({ email, password }: typeof form.values) {
    const { data, error } = await change({ input: { email, password: password || null } });
    if (settle({ error, userErrors: data?.changeEmail.userErrors })) onSent(email.trim());
  }

  return (
    <Dialog onClose={onClose} title={texts.changeTitle}>
      <form onSubmit={form.onSubmit(send)} noValidate>
        <FormStack>
          <FormProblem messages={general} />
          <TextInput type="email" label={texts.newEmail} autoComplete="email" data-autofocus {...form.field('email')} />
          <PasswordInput
            label={proofTexts.password}
            description={proofTexts.passwordHint}
            autoComplete="current-password"
            {...form.field('password')}
          />
          <FormActions submit={texts.submit} sending={fetching} onCancel={onClose} />
        </FormStack>
      </form>
    </Dialog>
  );
}
