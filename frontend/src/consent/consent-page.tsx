import { Button, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useMutation } from 'urql';
import { useViewer } from '~/lib/session';
import { ButtonPair } from '~/ui/button-pair';
import { FormProblem, FormStack } from '~/ui/form';
import { ButtonLink } from '~/ui/links';
import { PublicPage } from '~/ui/public-layout';
import { scopeWords } from '~/ui/scope-texts';
import { SkeletonLines } from '~/ui/skeleton-lines';
import { failureTexts } from '~/ui/texts';
import { ApproveAuthorization, DeclineAuthorization, ReadAuthorization } from './consent.queries';
import { consentTexts as texts } from './texts';

type Answer = { redirectTo: string | null; userErrors: readonly { message: string }[] };

/** A program asks to act for whoever is signed in: what it will be able to do, and yes or no. */
export function ConsentPage({ query }: { query: string }) {
  const [{ data, error }, read] = useMutation(ReadAuthorization);
  const asked = data?.readAuthorization;
  useEffect(() => {
    read({ input: { query } });
  }, [read, query]);

  const problem = error ? failureTexts.INTERNAL.advice : asked?.userErrors[0]?.message;
  if (problem) return <Refused problem={problem} />;
  if (!asked?.clientName) {
    return (
      <PublicPage title={texts.wait}>
        <SkeletonLines />
      </PublicPage>
    );
  }
  return (
    <PublicPage
      title={texts.title(asked.clientName)}
      lead={<SignedInAs />}
      after={texts.returns(asked.returnsTo ?? '')}
    >
      <FormStack>
        {!asked.byProgram && <Text size="sm">{texts.byPartner}</Text>}
        <div>
          <Text fw={550}>{texts.asks}</Text>
          <ul>
            {scopeWords(asked.scopes ?? []).map((words) => (
              <li key={words}>{words}</li>
            ))}
          </ul>
        </div>
        <Answers query={query} seen={asked.seen} />
      </FormStack>
    </PublicPage>
  );
}

function SignedInAs() {
  const viewer = useViewer();
  const person = viewer?.member ?? viewer?.operator;
  const partner = viewer?.member?.partner.name;
  return person && texts.lead(partner ? `${person.name}, ${partner}` : person.name);
}

function Answers({ query, seen }: { query: string; seen: string | null }) {
  const [{ fetching: approving }, approve] = useMutation(ApproveAuthorization);
  const [{ fetching: declining }, decline] = useMutation(DeclineAuthorization);
  const [problem, setProblem] = useState<string>();
  const [left, setLeft] = useState(false);

  function settle(answer: Answer | undefined) {
    if (answer?.redirectTo) {
      setLeft(true);
      window.location.assign(answer.redirectTo);
    } else setProblem(answer?.userErrors[0]?.message ?? failureTexts.INTERNAL.advice);
  }

  return (
    <>
      <FormProblem messages={problem ? [problem] : []} />
      <ButtonPair>
        <Button
          variant="default"
          disabled={approving || left}
          loading={declining}
          onClick={async () => settle((await decline({ input: { query } })).data?.declineAuthorization)}
        >
          {texts.decline}
        </Button>
        <Button
          disabled={declining || left}
          loading={approving}
          onClick={async () => settle((await approve({ input: { query, seen } })).data?.approveAuthorization)}
        >
          {texts.approve}
        </Button>
      </ButtonPair>
    </>
  );
}

function Refused({ problem }: { problem: string }) {
  return (
    <PublicPage title={texts.refused} lead={<span role="alert">{problem}</span>}>
      <FormStack>
        <ButtonLink to="/" fullWidth variant="default">
          {texts.home}
        </ButtonLink>
      </FormStack>
    </PublicPage>
  );
}
