import { useQuery } from 'urql';
import { errorCode, whenToRetry } from '~/lib/errors';
import { useMutation } from '~/lib/use-mutation';
import { ConfirmByLink } from '~/ui/confirm-by-link';
import { Failure } from '~/ui/failure';
import { PublicPage } from '~/ui/public-layout';
import { SkeletonLines } from '~/ui/skeleton-lines';
import { failureTexts } from '~/ui/texts';
import { Time } from '~/ui/time';
import { ConfirmDomain, DomainVerificationQuery } from './domain.queries';
import { confirmTexts as texts } from './texts';

/** Where the mail to a domain's mailbox leads. It is confirmed by a person's click: programs open links in mails too. */
export function DomainPage({ token }: { token: string }) {
  const [{ data, error }, ask] = useQuery({ query: DomainVerificationQuery, variables: { token } });
  const [confirmed, confirm] = useMutation(ConfirmDomain);
  const again = () => ask({ requestPolicy: 'network-only' });
  if (error || !data) {
    return (
      <PublicPage title={texts.titlePlain}>
        {error ? <Failure error={error} onRetry={again} /> : <SkeletonLines />}
      </PublicPage>
    );
  }
  const found = data.domainVerification;
  if (found?.status === 'USED') {
    return (
      <PublicPage
        title={texts.done(found.domain)}
        lead={<span role="status">{texts.doneText(found.partnerName)}</span>}
      >
        {null}
      </PublicPage>
    );
  }
  if (found?.status !== 'OPEN') {
    const { title, text } = texts.gone[found?.status ?? 'UNKNOWN'];
    return (
      <PublicPage title={title} lead={text}>
        {null}
      </PublicPage>
    );
  }
  const refusals = confirmed.data?.verifyDomain.userErrors.map(({ message }) => message) ?? [];
  return (
    <PublicPage
      title={texts.title(found.domain)}
      lead={texts.lead(found.partnerName, found.domain)}
      after={
        <>
          {texts.expires} <Time at={found.expiresAt} />
        </>
      }
    >
      <ConfirmByLink
        submit={texts.submit}
        sending={confirmed.fetching}
        problems={
          confirmed.error ? [failureTexts[errorCode(confirmed.error)].advice + whenToRetry(confirmed.error)] : refusals
        }
        onConfirm={async () => {
          await confirm({ input: { token } });
          again();
        }}
      />
    </PublicPage>
  );
}
