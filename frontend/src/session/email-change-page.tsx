import { Button } from '@mantine/core';
import { useState } from 'react';
import { useMutation, useQuery } from 'urql';
import { useRefusals } from '~/lib/use-refusals';
import { ConfirmByLink } from '~/ui/confirm-by-link';
import { Failure } from '~/ui/failure';
import { PublicPage } from '~/ui/public-layout';
import { SkeletonLines } from '~/ui/skeleton-lines';
import { failureTexts } from '~/ui/texts';
import { Time } from '~/ui/time';
import { ConfirmEmail, EmailChangeQuery } from './email-change.queries';
import { emailChangeTexts as texts } from './email-change-texts';

/** Where the mail to a new address leads. A person confirms it: programs open links in mails too. */
export function EmailChangePage({ token }: { token: string }) {
  const [{ data, error }, ask] = useQuery({ query: EmailChangeQuery, variables: { token } });
  const [done, setDone] = useState<string>();
  if (done) return <Told title={texts.done.title} text={texts.done.text(done)} />;
  if (error || !data) {
    return (
      <PublicPage title={texts.title}>
        {error ? <Failure error={error} onRetry={() => ask({ requestPolicy: 'network-only' })} /> : <SkeletonLines />}
      </PublicPage>
    );
  }
  const found = data.emailChange;
  if (found?.status !== 'OPEN') return <Told {...texts.gone[found?.status ?? 'UNKNOWN']} />;
  return (
    <PublicPage
      title={texts.title}
      lead={texts.lead(found.newEmail)}
      after={
        <>
          {texts.expires} <Time at={found.expiresAt} />
        </>
      }
    >
      <Confirm token={token} onDone={setDone} />
    </PublicPage>
  );
}

const noFields = { values: {}, showErrors: () => undefined };

function Confirm({ token, onDone }: { token: string; onDone: (email: string) => void }) {
  const [{ fetching }, confirm] = useMutation(ConfirmEmail);
  const { general, settle } = useRefusals(noFields, (code) => failureTexts[code].advice);

  async function send() {
    const { data, error } = await confirm({ input: { token } });
    const changed = data?.confirmEmail.emailChange;
    if (settle({ error, userErrors: data?.confirmEmail.userErrors }) && changed) onDone(changed.newEmail);
  }

  return <ConfirmByLink submit={texts.submit} sending={fetching} problems={general} onConfirm={send} />;
}

/** What came of it. The way on loads the app anew: who is signed in is called otherwise, or is so no more. */
function Told({ title, text }: { title: string; text: string }) {
  return (
    <PublicPage title={title} lead={<span role="status">{text}</span>}>
      <Button component="a" href="/" fullWidth>
        {texts.goOn}
      </Button>
    </PublicPage>
  );
}
