import { TextInput } from '@mantine/core';
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
import { forgotTexts as texts } from './forgot-texts';
import { RequestPasswordReset } from './session.queries';
import { sessionTexts } from './texts';

export function ForgotPage() {
  const [sentTo, setSentTo] = useState('');
  const [{ fetching }, request] = useMutation(RequestPasswordReset);
  const form = useForm({
    initialValues: { email: '' },
    validate: { email: (value) => (value.trim() ? null : sessionTexts.login.emailMissing) },
  });
  const { general, settle } = useRefusals(form, (code) => failureTexts[code].advice);

  async function send({ email }: typeof form.values) {
    const { data, error } = await request({ input: { email: email.trim() } });
    if (settle({ error, userErrors: data?.requestPasswordReset.userErrors })) setSentTo(email.trim());
  }

  return (
    <PublicPage
      title={sentTo ? texts.sentTitle : texts.title}
      lead={sentTo ? undefined : texts.lead}
      after={<TextLink to="/login">{texts.back}</TextLink>}
    >
      {sentTo ? (
        <div role="status">
          <Notice icon={<IconMailCheck />}>{texts.sent(sentTo)}</Notice>
        </div>
      ) : (
        <form onSubmit={form.onSubmit(send)} noValidate>
          <FormStack>
            <FormProblem messages={general} />
            <TextInput type="email" label={sessionTexts.login.email} autoComplete="username" {...form.field('email')} />
            <FormActions submit={texts.submit} sending={fetching} wide />
          </FormStack>
        </form>
      )}
    </PublicPage>
  );
}
