import { Button } from '@mantine/core';
import { IconMailCheck } from '@tabler/icons-react';
import { useMutation } from 'urql';
import { FormProblem, FormStack } from '~/ui/form';
import { ButtonLink } from '~/ui/links';
import { Notice } from '~/ui/notice';
import { failureTexts } from '~/ui/texts';
import { ResendToApplicant } from './application.queries';
import { applicationTexts as texts } from './texts';

type Props = { application: { email: string; registration: { status: string } | null }; token: string };

/** After approval: the registration link once more, or the way to sign in. */
export function RegistrationStep({ application, token }: Props) {
  const [{ data, error, fetching }, resend] = useMutation(ResendToApplicant);
  if (application.registration?.status === 'USED') {
    return (
      <ButtonLink to="/login" fullWidth>
        {texts.signIn}
      </ButtonLink>
    );
  }
  const refusals = data?.resendRegistration.userErrors.map(({ message }) => message) ?? [];
  return (
    <FormStack>
      <FormProblem messages={error ? [failureTexts.INTERNAL.advice] : refusals} />
      {data?.resendRegistration.ok ? (
        <div role="status">
          <Notice tone="good" icon={<IconMailCheck />}>
            {texts.resent(application.email)}
          </Notice>
        </div>
      ) : (
        <Button variant="default" fullWidth loading={fetching} onClick={() => resend({ input: { token } })}>
          {texts.resend}
        </Button>
      )}
    </FormStack>
  );
}
