import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useClient, useMutation } from 'urql';
import { wayOn } from '~/lib/search-params';
import { useProgram } from '~/lib/session';
import { useForm } from '~/lib/use-form';
import { useRefusals } from '~/lib/use-refusals';
import { useResetClient } from '~/lib/use-reset-client';
import { FormActions, FormProblem, FormStack } from '~/ui/form';
import { TextLink } from '~/ui/links';
import { Notice } from '~/ui/notice';
import { PublicPage } from '~/ui/public-layout';
import { failureTexts } from '~/ui/texts';
import { SignIn } from './login.queries';
import { sessionTexts } from './texts';

const texts = sessionTexts.login;

// Few vendors have a log-in of their own: nobody else loads it.
const OutsideSignIn = lazy(() => import('./outside-sign-in'));

export function LoginPage({ next, ended, outside }: { next?: string; ended?: boolean; outside?: string }) {
  const program = useProgram();
  return (
    <PublicPage
      title={texts.title}
      lead={program ? texts.lead(program.name) : undefined}
      after={
        <>
          {texts.notYet} <TextLink to="/apply">{texts.apply}</TextLink>
          <br />
          {texts.colleague} <TextLink to="/request-account">{texts.request}</TextLink>
        </>
      }
    >
      <FormStack>
        {ended && (
          <div role="status">
            <Notice title={texts.ended.title}>{texts.ended.text}</Notice>
          </div>
        )}
        {program?.outsideLogin && (
          <Suspense>
            <OutsideSignIn name={program.outsideLogin} next={next} outcome={outside} />
          </Suspense>
        )}
        <LoginForm next={next} />
      </FormStack>
    </PublicPage>
  );
}

function LoginForm({ next }: { next?: string }) {
  const navigate = useNavigate();
  const resetClient = useResetClient();
  const [{ fetching }, signIn] = useMutation(SignIn);
  const form = useForm({
    initialValues: { email: '', password: '', code: '' },
    validate: {
      email: (value) => (value.trim() ? null : texts.emailMissing),
      password: (value) => (value ? null : texts.passwordMissing),
    },
  });
  const { general, settle } = useRefusals(form, (code) => failureTexts[code].advice);
  // Only once the server asks for it: nobody else is told who has a second factor.
  const [coded, setCoded] = useState(false);
  const [asking, setAsking] = useState(false);
  const client = useClient();

  async function send(input: typeof form.values) {
    const { data, error } = await signIn({ input });
    const payload = data?.signIn;
    if (payload?.userErrors[0]?.code === 'CODE_REQUIRED') setCoded(true);
    if (!settle({ error, userErrors: payload?.userErrors })) return;
    if (payload?.member || payload?.operator) await enter();
  }

  async function enter() {
    resetClient();
    await navigate(wayOn(next));
  }

  async function showPasskey() {
    setAsking(true);
    try {
      // Only who wants it loads it.
      const { signInWithPasskey } = await import('./passkey-sign-in');
      if (settle(await signInWithPasskey(client))) await enter();
    } catch {
      settle({ userErrors: [{ field: null, message: failureTexts.NETWORK.advice }] });
    } finally {
      setAsking(false);
    }
  }

  return (
    <form onSubmit={form.onSubmit(send)} noValidate>
      <FormStack>
        <FormProblem messages={general} />
        <TextInput type="email" label={texts.email} autoComplete="username" autoFocus {...form.field('email')} />
        <div>
          <PasswordInput label={texts.password} autoComplete="current-password" {...form.field('password')} />
        </div>
        {coded && <TextInput label={texts.code} autoComplete="one-time-code" autoFocus {...form.field('code')} />}
        <FormActions submit={texts.submit} sending={fetching} wide />
        {'PublicKeyCredential' in window && (
          <Button variant="default" loading={asking} onClick={showPasskey}>
            {texts.passkey}
          </Button>
        )}
        <TextLink to="/forgot" ta="center" size="sm">
          {texts.forgot}
        </TextLink>
      </FormStack>
    </form>
  );
}
