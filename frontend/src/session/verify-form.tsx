import { PasswordInput } from '@mantine/core';
import { useMutation } from 'urql';
import { useForm } from '~/lib/use-form';
import { useRefusals } from '~/lib/use-refusals';
import { FormActions, FormProblem, FormStack } from '~/ui/form';
import { failureTexts } from '~/ui/texts';
import { VerifyEmail } from './account-request.queries';
import { verifyTexts as texts } from './account-request-texts';

type Props = { token: string /** The address has a log-in already, whose password stays. */; known: boolean };

/** Confirms the address. Who has no log-in yet types the password that he chose: nobody else's request lets him in. */
export function VerifyForm({ token, known, onDone }: Props & { onDone: () => void }) {
  const [{ fetching }, verify] = useMutation(VerifyEmail);
  const form = useForm({
    initialValues: { password: '' },
    validate: { password: (value) => (known || value ? null : texts.passwordMissing) },
  });
  const { general, settle } = useRefusals(form, (code) => failureTexts[code].advice);

  async function send({ password }: typeof form.values) {
    const { data, error } = await verify({ input: known ? { token } : { token, password } });
    if (settle({ error, userErrors: data?.verifyEmail.userErrors })) onDone();
  }

  return (
    <form onSubmit={form.onSubmit(send)} noValidate>
      <FormStack>
        <FormProblem messages={general} />
        {!known && (
          <PasswordInput
            label={texts.password}
            description={texts.passwordHint}
            autoComplete="current-password"
            {...form.field('password')}
          />
        )}
        <FormActions submit={texts.submit} sending={fetching} wide />
      </FormStack>
    </form>
  );
}
