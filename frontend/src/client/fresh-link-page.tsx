import { IconMailCheck } from '@tabler/icons-react';
import { useState } from 'react';
import { sortUserErrors } from '~/lib/errors';
import { useForm } from '~/lib/use-form';
import { ProgramQuery, RequestClientLink } from './client.queries';
import { Button } from './parts/button';
import { Failed } from './parts/failed';
import { TextField } from './parts/field';
import { Frame } from './parts/frame';
import { Refusals } from './parts/notice';
import { Screen } from './parts/screen';
import { Skeleton } from './parts/skeleton';
import parts from './parts/stack.module.css';
import { freshTexts as texts } from './texts';
import { useAction } from './use-action';
import { useAsked } from './use-asked';

/** Asks for a link to the register by an e-mail address. The answer never tells whether it owns a store. */
export function FreshLinkPage() {
  const { data, failure, again } = useAsked(ProgramQuery, {});
  const [sentTo, setSentTo] = useState<string | null>(null);
  if (failure) return <Failed failure={failure} onRetry={again} />;
  if (!data) return <Skeleton />;
  const { program } = data;
  return (
    <Frame program={program}>
      {sentTo ? (
        <Screen
          title={texts.sentTitle}
          program={program.name}
          lead={texts.sent(sentTo)}
          icon={<IconMailCheck />}
          tone="good"
        >
          <Button variant="plain" onClick={() => setSentTo(null)}>
            {texts.other}
          </Button>
        </Screen>
      ) : (
        <Screen title={texts.title} program={program.name} lead={texts.lead}>
          <EmailForm onSent={setSentTo} />
        </Screen>
      )}
    </Frame>
  );
}

function EmailForm({ onSent }: { onSent: (email: string) => void }) {
  const request = useAction(RequestClientLink, (data) => data.requestClientLink);
  const form = useForm({
    initialValues: { email: '' },
    validate: { email: (value) => (value.trim() ? null : texts.emailMissing) },
  });
  const { byField, general } = sortUserErrors(request.refusals, ['email']);

  async function send({ email }: typeof form.values) {
    if (await request.send({ input: { email: email.trim() } })) onSent(email.trim());
  }

  return (
    <form className={parts.form} onSubmit={form.onSubmit(send)} noValidate>
      <TextField
        label={texts.email}
        type="email"
        autoComplete="email"
        {...form.field('email')}
        error={form.errors.email ?? byField.email}
      />
      <Refusals messages={general} />
      <Button type="submit" sending={request.sending}>
        {texts.submit}
      </Button>
    </form>
  );
}
