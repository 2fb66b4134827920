import { useQuery } from 'urql';
import { Failure } from '~/ui/failure';
import { ButtonLink } from '~/ui/links';
import { PublicPage } from '~/ui/public-layout';
import { roleTexts } from '~/ui/role-texts';
import { SkeletonLines } from '~/ui/skeleton-lines';
import { Time } from '~/ui/time';
import { joinTexts as texts } from './join-texts';
import { RegisterForm } from './register-form';
import { registerTexts } from './register-texts';
import { InvitationOfferQuery } from './session.queries';

/** Where an invitation leads: who invites into which team, and the way in. */
export function JoinPage({ token }: { token: string }) {
  const [{ data, error }, retry] = useQuery({ query: InvitationOfferQuery, variables: { token } });
  if (error || !data) {
    return (
      <PublicPage title={texts.titlePlain}>
        {error ? <Failure error={error} onRetry={retry} /> : <SkeletonLines />}
      </PublicPage>
    );
  }
  const offer = data.invitation;
  if (offer?.status !== 'OPEN') return <GoneInvitation status={offer?.status ?? 'UNKNOWN'} />;
  const { email, role, expiresAt, invitedBy, hasLogIn, partner } = offer;
  return (
    <PublicPage
      title={texts.title(partner.name)}
      lead={`${texts.lead(invitedBy, email)} ${texts.as(roleTexts[role].name)}`}
      after={
        <>
          {registerTexts.expires} <Time at={expiresAt} />
        </>
      }
    >
      <RegisterForm token={token} email={email} submit={texts.submit} known={hasLogIn} />
    </PublicPage>
  );
}

function GoneInvitation({ status }: { status: keyof typeof texts.gone }) {
  const { title, text } = texts.gone[status];
  return (
    <PublicPage title={title} lead={text}>
      <ButtonLink to="/login" fullWidth variant={status === 'USED' ? 'filled' : 'default'}>
        {registerTexts.signIn}
      </ButtonLink>
    </PublicPage>
  );
}
