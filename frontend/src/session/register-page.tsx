import { Button } from '@mantine/core';
import { IconMailCheck } from '@tabler/icons-react';
import { lazy, Suspense } from 'react';
import { useMutation, useQuery } from 'urql';
import { useProgram } from '~/lib/session';
import { Failure } from '~/ui/failure';
import { FormProblem, FormStack } from '~/ui/form';
import { ButtonLink } from '~/ui/links';
import { Notice } from '~/ui/notice';
import { PublicPage } from '~/ui/public-layout';
import { SkeletonLines } from '~/ui/skeleton-lines';
import { failureTexts } from '~/ui/texts';
import { Time } from '~/ui/time';
import { RegisterForm } from './register-form';
import { registerTexts } from './register-texts';
import { RegistrationQuery, ResendOwnRegistration } from './session.queries';

const texts = registerTexts;
// Where the vendor has no log-in of his own, nobody loads it.
const OutsideSignIn = lazy(() => import('./outside-sign-in'));

export function RegisterPage({ token }: { token: string }) {
  const [{ data, error }, retry] = useQuery({ query: RegistrationQuery, variables: { token } });
  const outside = useProgram()?.outsideLogin;
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
      <FormStack>
        {outside && (
          <Suspense>
            <OutsideSignIn name={outside} next={`/register/${token}`} />
          </Suspense>
        )}
        <RegisterForm token={token} email={email} submit={texts.submit} />
      </FormStack>
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
