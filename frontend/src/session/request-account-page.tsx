import { PasswordInput, TextInput } from '@mantine/core';
import { IconMailCheck } from '@tabler/icons-react';
import { useState } from 'react';
import { useMutation } from 'urql';
import { useForm } from '~/lib/use-form';
import { useRefusals } from '~/lib/use-refusals';
import { FormActions, FormProblem, FormStack } from '~/ui/form';
import { TextLink } from '~/ui/links';
import { Notice } from '~/ui/notice';
import { PublicPage } from '~/ui/public-layout';
import { failureTexts } from '~/ui/texts';
import { RequestAccount } from './account-request.queries';
import { requestTexts as texts } from './account-request-texts';
import { forgotTexts } from './forgot-texts';
import { registerTexts } from './register-texts';
import { sessionTexts } from './texts';

/** Asks for an account; what one reads then is the same whoever asks. */
export function RequestAccountPage() {
  const [sentTo, setSentTo] = useState('');
  if (sentTo) {
    return (
      <PublicPage title={texts.sentTitle} after={<TextLink to="/login">{forgotTexts.back}</TextLink>}>
        <div role="status">
          <Notice icon={<IconMailCheck />}>{texts.sent(sentTo)}</Notice>
        </div>
      </PublicPage>
    );
  }
  return (
    <PublicPage
      title={texts.title}
      lead={texts.lead}
      after={
        <>
          {texts.invited} <TextLink to="/apply">{sessionTexts.login.apply}</TextLink>
        </>
      }
    >
      <RequestForm onSent={setSentTo} />
    </PublicPage>
  );
}

function RequestForm({ onSent }: { onSent: (email: string) => void }) {
  const [{ fetching }, request] = useMutation(RequestAccount);
  const form = useForm({
    initialValues: { name: '', email: '', password: '' },
    validate: {
      name: (value) => (value.trim() ? null : registerTexts.nameMissing),
      email: (value) => (value.trim() ? null : texts.emailMissing),
      password: (value) => (value ? null : sessionTexts.passwordMissing),
    },
  });
  const { general, settle } = useRefusals(form, (code) => failureTexts[code].advice);

  async function send({ name, email, password }: typeof form.values) {
    const address = email.trim();
    const { data, error } = await request({ input: { name: name.trim(), email: address, password } });
    if (settle({ error, userErrors: data?.requestAccount.userErrors })) onSent(address);
  }

  return (
    <form onSubmit={form.onSubmit(send)} noValidate>
      <FormStack>
        <FormProblem messages={general} />
        <TextInput label={registerTexts.name} autoComplete="name" {...form.field('name')} />
        <TextInput type="email" label={texts.email} autoComplete="username" {...form.field('email')} />
        <PasswordInput
          label={registerTexts.password}
          description={sessionTexts.passwordHint}
          autoComplete="new-password"
          {...form.field('password')}
        />
        <FormActions submit={texts.submit} sending={fetching} wide />
      </FormStack>
    </form>
  );
}
