import { IconCircleCheck, IconCircleX, IconShieldLock, IconTargetArrow } from '@tabler/icons-react';
import type { ResultOf } from 'gql.tada';
import type { ReactNode } from 'react';
import { useMay } from '~/lib/session';
import { AnswerCard } from '~/ui/answer-card';
import { ButtonLink } from '~/ui/links';
import type { CreditCheckQuery } from './credit.queries';
import { checkTexts as texts } from './texts';

type Check = NonNullable<ResultOf<typeof CreditCheckQuery>['creditCheck']>;

const looks = {
  FREE: { tone: 'good', icon: <IconTargetArrow /> },
  YOURS: { tone: 'good', icon: <IconCircleCheck /> },
  PROTECTED: { tone: 'attention', icon: <IconShieldLock /> },
  EXISTING_CLIENT: { tone: 'plain', icon: <IconCircleX /> },
} as const;

/** The answer with its reason, and what one does next. */
export function CheckAnswer({ check }: { check: Check }) {
  const { outcome, explanation, website, accountId } = check;
  return (
    <AnswerCard
      {...looks[outcome]}
      subject={website ?? accountId ?? ''}
      title={texts.answers[outcome]}
      actions={<NextSteps check={check} />}
      foot={texts.small}
    >
      {explanation}
    </AnswerCard>
  );
}

function NextSteps({ check: { outcome, website } }: { check: Check }): ReactNode {
  const mayRegister = useMay('EDIT_LEADS');
  const mayRequest = useMay('REQUEST_ACCESS');
  const mayCreate = useMay('CREATE_ACCOUNTS');
  if (outcome === 'PROTECTED') return null;
  if (outcome === 'EXISTING_CLIENT' || !website) {
    return (
      mayRequest && (
        <ButtonLink to="/requests" search={{ dialog: 'request' }} variant="default">
          {texts.request}
        </ButtonLink>
      )
    );
  }
  return (
    <>
      {outcome === 'FREE' && mayRegister && (
        <ButtonLink to="/leads" search={{ dialog: 'register', website }}>
          {texts.register}
        </ButtonLink>
      )}
      {outcome === 'YOURS' && (
        <ButtonLink to="/leads" search={{ search: website }} variant="default">
          {texts.leads}
        </ButtonLink>
      )}
      {mayCreate && (
        <ButtonLink to="/accounts" search={{ create: true }} variant="default">
          {texts.create}
        </ButtonLink>
      )}
    </>
  );
}
