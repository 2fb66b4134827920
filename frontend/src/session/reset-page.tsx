import { PasswordInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useMutation, useQuery } from 'urql';
import { useForm } from '~/lib/use-form';
import { useRefusals } from '~/lib/use-refusals';
import { useResetClient } from '~/lib/use-reset-client';
import { Failure } from '~/ui/failure';
import { FormActions, FormProblem, FormStack } from '~/ui/form';
import { ButtonLink, TextLink } from '~/ui/links';
import { PublicPage } from '~/ui/public-layout';
import { SkeletonLines } from '~/ui/skeleton-lines';
import { failureTexts } from '~/ui/texts';
import { forgotTexts } from './forgot-texts';
import { resetTexts } from './reset-texts';
import { PasswordResetQuery, ResetPassword } from './session.queries';
import { sessionTexts } from './texts';

const texts = resetTexts;

export function ResetPage({ token }: { token: string }) {
  const [{ data, error }, retry] = useQuery({ query: PasswordResetQuery, variables: { token } });
  if (error) {
    return (
      <PublicPage title={texts.title}>
        <Failure error={error} onRetry={retry} />
      </PublicPage>
    );
  }
  if (!data) {
    return (
      <PublicPage title={texts.title}>
        <SkeletonLines />
      </PublicPage>
    );
  }
  const status = data.passwordReset?.status ?? 'UNKNOWN';
  if (status !== 'OPEN') {
    const { title, text } = texts.gone[status];
    return (
      <PublicPage title={title} lead={text} after={<TextLink to="/login">{forgotTexts.back}</TextLink>}>
        <ButtonLink to="/forgot" fullWidth>
          {texts.again}
        </ButtonLink>
      </PublicPage>
    );
  }
  return (
    <PublicPage title={texts.title} lead={texts.lead}>
      <ResetForm token={token} />
    </PublicPage>
  );
}

function ResetForm({ token }: { token: string }) {
  const navigate = useNavigate();
  const resetClient = useResetClient();
  const [{ fetching }, reset] = useMutation(ResetPassword);
  const form = useForm({
    initialValues: { password: '' },
    validate: { password: (value) => (value ? null : sessionTexts.passwordMissing) },
  });
  const { general, settle } = useRefusals(form, (code) => failureTexts[code].advice);

  async function send({ password }: typeof form.values) {
    const { data, error } = await reset({ input: { token, password } });
    if (!settle({ error, userErrors: data?.resetPassword.userErrors }) || !data?.resetPassword.ok) return;
    resetClient();
    await navigate({ to: '/' });
  }

  return (
    <form onSubmit={form.onSubmit(send)} noValidate>
      <FormStack>
        <FormProblem messages={general} />
        <PasswordInput
          label={texts.password}
          description={sessionTexts.passwordHint}
          autoComplete="new-password"
          {...form.field('password')}
        />
        <FormActions submit={texts.submit} sending={fetching} wide />
      </FormStack>
    </form>
  );
}
