import { PasswordInput, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useMutation } from 'urql';
import { useForm } from '~/lib/use-form';
import { useRefusals } from '~/lib/use-refusals';
import { useResetClient } from '~/lib/use-reset-client';
import { FormActions, FormProblem, FormStack } from '~/ui/form';
import { TextLink } from '~/ui/links';
import { failureTexts } from '~/ui/texts';
import { joinTexts } from './join-texts';
import { registerTexts } from './register-texts';
import { RegisterMember } from './session.queries';
import { sessionTexts } from './texts';

const texts = registerTexts;

type Props = { token: string; email: string; submit: string /** The address has a log-in already. */; known?: boolean };

/** Comes in by a mailed link: with a name and a new password, or with the password that one has. */
export function RegisterForm({ token, email, submit, known = false }: Props) {
  const navigate = useNavigate();
  const resetClient = useResetClient();
  const [{ fetching }, register] = useMutation(RegisterMember);
  const form = useForm({
    initialValues: { name: '', password: '', code: '' },
    validate: {
      name: (value) => (known || value.trim() ? null : texts.nameMissing),
      password: (value) => (value ? null : known ? sessionTexts.login.passwordMissing : sessionTexts.passwordMissing),
    },
  });
  const { general, settle } = useRefusals(form, (code) => failureTexts[code].advice);

  const [coded, setCoded] = useState(false);

  async function send({ name, password, code }: typeof form.values) {
    const { data, error } = await register({ input: { token, name: name.trim(), password, code: code || null } });
    if (data?.registerMember.userErrors[0]?.code === 'CODE_REQUIRED') setCoded(true);
    if (!settle({ error, userErrors: data?.registerMember.userErrors }) || !data?.registerMember.member) return;
    resetClient();
    await navigate({ to: '/getting-started' });
  }

  return (
    <form onSubmit={form.onSubmit(send)} noValidate>
      <FormStack>
        <FormProblem messages={general} />
        <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
        {!known && <TextInput label={texts.name} autoComplete="name" {...form.field('name')} />}
        <PasswordInput
          label={known ? joinTexts.ownPassword : texts.password}
          description={known ? joinTexts.ownPasswordHint : sessionTexts.passwordHint}
          autoComplete={known ? 'current-password' : 'new-password'}
          {...form.field('password')}
        />
        {coded && (
          <TextInput label={sessionTexts.login.code} autoComplete="one-time-code" autoFocus {...form.field('code')} />
        )}
        <FormActions submit={submit} sending={fetching} wide />
        {known && (
          <TextLink to="/forgot" ta="center" size="sm">
            {sessionTexts.login.forgot}
          </TextLink>
        )}
      </FormStack>
    </form>
  );
}
