import { Button, PasswordInput, TextInput } from '@mantine/core';
import { IconMailCheck } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useMutation, useQuery } from 'urql';
import { useForm } from '~/lib/use-form';
import { useRefusals } from '~/lib/use-refusals';
import { useResetClient } from '~/lib/use-reset-client';
import { Failure } from '~/ui/failure';
import { FormActions, FormProblem, FormStack } from '~/ui/form';
import { ButtonLink } from '~/ui/links';
import { Notice } from '~/ui/notice';
import { PublicPage } from '~/ui/public-layout';
import { SkeletonLines } from '~/ui/skeleton-lines';
import { failureTexts } from '~/ui/texts';
import { Time } from '~/ui/time';
import { RegisterMember, RegistrationQuery, ResendOwnRegistration } from './session.queries';
import { sessionTexts } from './texts';

const texts = sessionTexts.register;

export function RegisterPage({ token }: { token: string }) {
  const [{ data, error }, retry] = useQuery({ query: RegistrationQuery, variables: { token } });
  if (error || !data) {
    return (
      <PublicPage title={texts.titlePlain}>
        {error ? <Failure error={error} onRetry={retry} /> : <SkeletonLines />}
      </PublicPage>
    );
  }
  const registration = data.registration;
  if (registration?.status !== 'OPEN')
    return <GoneRegistration status={registration?.status ?? 'UNKNOWN'} token={token} />;
  const { email, partner, expiresAt } = registration;
  return (
    <PublicPage
      title={partner ? texts.title(partner.name) : texts.titlePlain}
      lead={texts.lead(email)}
      after={
        <>
          {texts.expires} <Time at={expiresAt} />
        </>
      }
    >
      <RegisterForm token={token} email={email} />
    </PublicPage>
  );
}

function GoneRegistration({ status, token }: { status: keyof typeof texts.gone; token: string }) {
  const [{ data, error, fetching }, resend] = useMutation(ResendOwnRegistration);
  const { title, text } = texts.gone[status];
  const refusals = data?.resendRegistration.userErrors.map(({ message }) => message) ?? [];
  return (
    <PublicPage title={title} lead={text}>
      <FormStack>
        <FormProblem messages={error ? [failureTexts.INTERNAL.advice] : refusals} />
        {data?.resendRegistration.ok ? (
          <div role="status">
            <Notice tone="good" icon={<IconMailCheck />}>
              {texts.freshSent}
            </Notice>
          </div>
        ) : (
          status === 'EXPIRED' && (
            <Button fullWidth loading={fetching} onClick={() => resend({ input: { token } })}>
              {texts.fresh}
            </Button>
          )
        )}
        {status !== 'EXPIRED' && (
          <ButtonLink to="/login" fullWidth variant={status === 'USED' ? 'filled' : 'default'}>
            {texts.signIn}
          </ButtonLink>
        )}
      </FormStack>
    </PublicPage>
  );
}

function RegisterForm({ token, email }: { token: string; email: string }) {
  const navigate = useNavigate();
  const resetClient = useResetClient();
  const [{ fetching }, register] = useMutation(RegisterMember);
  const form = useForm({
    initialValues: { name: '', password: '' },
    validate: {
      name: (value) => (value.trim() ? null : texts.nameMissing),
      password: (value) => (value ? null : sessionTexts.passwordMissing),
    },
  });
  const { general, settle } = useRefusals(form, (code) => failureTexts[code].advice);

  async function send({ name, password }: typeof form.values) {
    const { data, error } = await register({ input: { token, name: name.trim(), password } });
    if (!settle({ error, userErrors: data?.registerMember.userErrors }) || !data?.registerMember.member) return;
    resetClient();
    await navigate({ to: '/getting-started' });
  }

  return (
    <form onSubmit={form.onSubmit(send)} noValidate>
      <FormStack>
        <FormProblem messages={general} />
        <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
        <TextInput label={texts.name} autoComplete="name" {...form.field('name')} />
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
