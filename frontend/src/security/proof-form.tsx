import { PasswordInput, Text, TextInput } from '@mantine/core';
import type { CombinedError } from '@urql/core';
import type { UserErrorLike } from '~/lib/errors';
import { useForm } from '~/lib/use-form';
import { useRefusals } from '~/lib/use-refusals';
import { FormActions, FormProblem, FormStack } from '~/ui/form';
import { failureTexts } from '~/ui/texts';
import { twoStepTexts as texts } from './texts';

type Proof = { password: string | null; code: string };
type Answer = { error?: CombinedError; userErrors?: readonly UserErrorLike[] };
type Props = {
  text: string;
  submit: string;
  danger?: boolean;
  sending: boolean;
  onSend: (proof: Proof) => Promise<Answer>;
  onDone: () => void;
  onClose: () => void;
};

/** Asks for the password and a code before something that a stolen session must not do. */
export function ProofForm({ text, submit, danger, sending, onSend, onDone, onClose }: Props) {
  const form = useForm({
    initialValues: { password: '', code: '' },
    validate: { code: (value) => (value.trim() ? null : texts.codeMissing) },
  });
  const { general, settle } = useRefusals(form, (code) => failureTexts[code].advice);

  async function send({ password, code }: typeof form.values) {
    if (settle(await onSend({ password: password || null, code }))) onDone();
  }

  return (
    <form onSubmit={form.onSubmit(send)} noValidate>
      <FormStack>
        <FormProblem messages={general} />
        <Text size="sm">{text}</Text>
        <PasswordInput
          label={texts.password}
          description={texts.passwordHint}
          autoComplete="current-password"
          data-autofocus
          {...form.field('password')}
        />
        <TextInput label={texts.code} autoComplete="one-time-code" {...form.field('code')} />
        <FormActions submit={submit} sending={sending} danger={danger} onCancel={onClose} />
      </FormStack>
    </form>
  );
}
