import { IconCircleCheck, IconHandStop } from '@tabler/icons-react';
import { useState } from 'react';
import { useNow } from '~/lib/clock';
import { type Program, type Transfer, TransferQuery } from './client.queries';
import { Gone } from './gone';
import { Failed } from './parts/failed';
import { Frame } from './parts/frame';
import { Screen } from './parts/screen';
import { Skeleton } from './parts/skeleton';
import { standingOf } from './standing';
import { transferTexts as texts } from './texts';
import { TransferAccepted } from './transfer-accepted';
import { type TransferAnswer, TransferOffer } from './transfer-offer';
import { useAsked } from './use-asked';

/** The offer of an account: the client takes it over, or says no. */
export function TransferPage({ token }: { token: string }) {
  const { data, failure, again } = useAsked(TransferQuery, { token });
  const [given, setGiven] = useState<TransferAnswer | null>(null);
  const now = useNow();
  if (failure) return <Failed failure={failure} onRetry={again} />;
  if (!data) return <Skeleton />;
  const { program, clientLink: link } = data;
  const standing = standingOf(link, 'TRANSFER', now);
  const answer = given ?? (link && standing === 'USED' ? answerOf(link) : null);
  if (answer) return <Answered program={program} link={link} answer={answer} />;
  if (standing === 'USED') return <Gone program={program} standing={standing} texts={texts.answered} />;
  if (standing !== 'OPEN' || !link?.account || !link.partner) {
    const why = standing === 'OPEN' ? 'REPLACED' : standing;
    return <Gone program={program} standing={why} texts={texts.gone[why]} />;
  }
  const { account, partner } = link;
  return (
    <Frame program={program}>
      <Screen title={texts.title(account.name ?? '')} program={program.name} lead={texts.lead(partner.name)}>
        <TransferOffer
          {...{ token, program, account, partner }}
          message={link.message}
          expiresAt={link.expiresAt}
          onAnswer={setGiven}
          onRefused={again}
        />
      </Screen>
    </Frame>
  );
}

/** What was answered by this link. Who declined sees neither store nor agency any more. */
function answerOf({ answer, account }: Transfer): TransferAnswer | null {
  if (answer === 'DECLINED') return { accepted: false };
  return answer === 'ACCEPTED' && account ? { accepted: true } : null;
}

type AnsweredProps = { program: Program; link: Transfer | null; answer: TransferAnswer };

function Answered({ program, link, answer }: AnsweredProps) {
  const store = link?.account?.name ?? '';
  const partner = link?.partner?.name ?? '';
  if (answer.accepted) {
    return (
      <Frame program={program}>
        <Screen
          title={texts.accepted.title(store)}
          program={program.name}
          lead={answer.name ? texts.accepted.lead(answer.name) : texts.accepted.leadAgain}
          icon={<IconCircleCheck />}
          tone="good"
        >
          <TransferAccepted
            program={program}
            partner={partner}
            hasPlan={answer.hasPlan ?? link?.account?.hasPlan ?? false}
            email={answer.email}
          />
        </Screen>
      </Frame>
    );
  }
  return (
    <Frame program={program}>
      <Screen
        title={texts.declined.title}
        program={program.name}
        lead={partner ? texts.declined.text(partner) : texts.declined.textAgain}
        icon={<IconHandStop />}
      />
    </Frame>
  );
}
