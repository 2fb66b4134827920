import { IconCircleCheck, IconHandStop } from '@tabler/icons-react';
import { useState } from 'react';
import { useNow } from '~/lib/clock';
import { type AccessAnswer, AccessRequest } from './access-request';
import { type AccessLink, AccessQuery, type Program } from './client.queries';
import { FreshLink } from './fresh-link';
import { Gone } from './gone';
import { Failed } from './parts/failed';
import { Frame } from './parts/frame';
import { Part, Screen } from './parts/screen';
import { Skeleton } from './parts/skeleton';
import { standingOf } from './standing';
import { accessTexts as texts } from './texts';
import { useAsked } from './use-asked';

/** A partner's request for access: the owner approves it, or says no. */
export function AccessPage({ token }: { token: string }) {
  const { data, failure, again } = useAsked(AccessQuery, { token });
  const [given, setGiven] = useState<AccessAnswer | null>(null);
  const now = useNow();
  if (failure) return <Failed failure={failure} onRetry={again} />;
  if (!data) return <Skeleton />;
  const { program, clientLink: link } = data;
  const standing = standingOf(link, 'ACCESS', now);
  const answer = given ?? (link && standing === 'USED' ? answerOf(link) : null);
  if (answer && link) return <Answered {...{ program, link, answer, token }} />;
  if (standing !== 'OPEN' || !link?.account || !link.partner) {
    const why = standing === 'OPEN' ? 'REPLACED' : standing;
    return (
      <Gone program={program} standing={why} texts={why === 'USED' ? texts.answered : texts.gone[why]}>
        {(why === 'USED' || why === 'REPLACED') && <FreshLink token={token} variant="plain" />}
      </Gone>
    );
  }
  const { account, partner, message, expiresAt } = link;
  return (
    <Frame program={program}>
      <Screen title={texts.title(partner.name)} program={program.name} lead={texts.lead(account.name ?? '')}>
        <AccessRequest {...{ token, account, partner, message, expiresAt }} onAnswer={setGiven} onRefused={again} />
      </Screen>
    </Frame>
  );
}

/** What was answered by this link; an approval, as long as the access lasts. */
function answerOf({ answer, account, partner }: AccessLink): AccessAnswer | null {
  if (!account || !partner) return null;
  if (answer === 'APPROVED') {
    const access = account.accesses.find((each) => each.partner.id === partner.id);
    return access?.status === 'COLLABORATOR' ? 'APPROVED' : null;
  }
  const isBlocked = account.blockedPartners.some((each) => each.partner.id === partner.id);
  return isBlocked ? 'BLOCKED' : 'DECLINED';
}

type AnsweredProps = { program: Program; link: AccessLink; answer: AccessAnswer; token: string };

function Answered({ program, link, answer, token }: AnsweredProps) {
  const partner = link.partner?.name ?? '';
  if (answer === 'APPROVED') {
    const { title, text, access, accessText, lost } = texts.approved;
    return (
      <Frame program={program}>
        <Screen
          title={title(partner)}
          program={program.name}
          lead={text(link.account?.name ?? '')}
          icon={<IconCircleCheck />}
          tone="good"
        >
          <Part title={access}>
            <p>{accessText}</p>
          </Part>
          <FreshLink token={token} variant="plain">
            {lost}
          </FreshLink>
        </Screen>
      </Frame>
    );
  }
  const { title, text, textBlocked, mailPage } = texts.declined;
  return (
    <Frame program={program}>
      <Screen
        title={title}
        program={program.name}
        lead={answer === 'BLOCKED' ? textBlocked(partner) : text(partner)}
        icon={<IconHandStop />}
      >
        {answer === 'BLOCKED' && (
          <FreshLink token={token} variant="plain">
            {mailPage}
          </FreshLink>
        )}
      </Screen>
    </Frame>
  );
}
