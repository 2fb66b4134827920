import type { ResultOf } from 'gql.tada';
import { useQuery } from 'urql';
import { Failure } from '~/ui/failure';
import { FormStack } from '~/ui/form';
import { ButtonLink } from '~/ui/links';
import { PublicPage } from '~/ui/public-layout';
import { SkeletonLines } from '~/ui/skeleton-lines';
import { Time } from '~/ui/time';
import { EmailVerificationQuery } from './account-request.queries';
import { verifyTexts as texts } from './account-request-texts';
import { VerifyForm } from './verify-form';

type Verification = NonNullable<ResultOf<typeof EmailVerificationQuery>['emailVerification']>;

/** Where the mail to whoever asked for an account leads. A person confirms it: programs open links in mails too. */
export function VerifyPage({ token }: { token: string }) {
  const [{ data, error }, ask] = useQuery({ query: EmailVerificationQuery, variables: { token } });
  const again = () => ask({ requestPolicy: 'network-only' });
  if (error || !data) {
    return (
      <PublicPage title={texts.title}>
        {error ? <Failure error={error} onRetry={again} /> : <SkeletonLines />}
      </PublicPage>
    );
  }
  const found = data.emailVerification;
  if (found?.outcome) return <Outcome found={found} outcome={found.outcome} />;
  if (found?.status !== 'OPEN') return <Gone status={found?.status ?? 'UNKNOWN'} />;
  return (
    <PublicPage
      title={texts.title}
      lead={texts.lead(found.email)}
      after={
        <>
          {texts.expires} <Time at={found.expiresAt} />
        </>
      }
    >
      <VerifyForm token={token} known={found.hasLogIn} onDone={again} />
    </PublicPage>
  );
}

type OutcomeProps = { found: Verification; outcome: keyof typeof texts.outcomes };

/** What came of it, and the way on. */
function Outcome({ found: { email, partnerName, hasLogIn }, outcome }: OutcomeProps) {
  const { title, text } = texts.outcomes[outcome];
  return (
    <PublicPage title={title(partnerName ?? '')} lead={<span role="status">{text(email, hasLogIn)}</span>}>
      <FormStack>
        {outcome === 'NO_PARTNER' ? (
          <ButtonLink to="/apply" fullWidth>
            {texts.apply}
          </ButtonLink>
        ) : (
          outcome !== 'PENDING' && (
            <ButtonLink to="/login" fullWidth>
              {texts.signIn}
            </ButtonLink>
          )
        )}
      </FormStack>
    </PublicPage>
  );
}

function Gone({ status }: { status: keyof typeof texts.gone }) {
  const { title, text } = texts.gone[status];
  return (
    <PublicPage title={title} lead={text}>
      {status === 'USED' ? (
        <ButtonLink to="/login" fullWidth>
          {texts.signIn}
        </ButtonLink>
      ) : (
        <ButtonLink to="/request-account" fullWidth variant="default">
          {texts.again}
        </ButtonLink>
      )}
    </PublicPage>
  );
}
