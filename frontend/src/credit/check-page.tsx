import { Button, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import type { CombinedError } from '@urql/core';
import { useQuery } from 'urql';
import { errorCode, whenToRetry } from '~/lib/errors';
import { useForm } from '~/lib/use-form';
import { AskLine } from '~/ui/ask-line';
import { Failure } from '~/ui/failure';
import { TextLink } from '~/ui/links';
import { Page, Panel } from '~/ui/page';
import { Sections } from '~/ui/sections';
import { SkeletonLines } from '~/ui/skeleton-lines';
import { CheckAnswer } from './check-answer';
import { CreditCheckQuery } from './credit.queries';
import type { CreditCheckSearch } from './search';
import { checkTexts as texts } from './texts';

/** Whether a client would count for one, before any work starts; the address says what is asked. */
export function CheckPage({ search: { q = '' } }: { search: CreditCheckSearch }) {
  const [{ data, error, fetching }, ask] = useQuery({
    query: CreditCheckQuery,
    variables: { input: questionOf(q) },
    pause: !q,
    requestPolicy: 'cache-and-network',
  });
  const wrong = error && wordsAt(error);
  return (
    <Page
      narrow
      title={texts.title}
      lead={
        <>
          {texts.lead} <TextLink to="/credit">{texts.rules}</TextLink>
        </>
      }
    >
      <Sections>
        <Panel>
          <CheckForm key={q} asked={q} wrong={wrong} waiting={fetching} />
        </Panel>
        <div aria-live="polite">
          {q && error && !wrong && (
            <Panel flush>
              <Failure error={error} onRetry={() => ask({ requestPolicy: 'network-only' })} />
            </Panel>
          )}
          {q && !data && fetching && (
            <Panel>
              <SkeletonLines lines={3} />
            </Panel>
          )}
          {q && data?.creditCheck && !error && <CheckAnswer check={data.creditCheck} />}
        </div>
      </Sections>
    </Page>
  );
}

/** A website has a dot; the vendor's numbers have none. */
function questionOf(typed: string) {
  return typed.includes('.') ? { website: typed } : { accountId: typed };
}

/** What is said at the field, where the question itself is at fault. */
function wordsAt(error: CombinedError): string | undefined {
  const code = errorCode(error);
  if (code === 'THROTTLED') return texts.tooMany + whenToRetry(error);
  return code === 'BAD_USER_INPUT' ? error.graphQLErrors[0]?.message : undefined;
}

type FormProps = { asked: string; wrong?: string; waiting: boolean };

function CheckForm({ asked, wrong, waiting }: FormProps) {
  const navigate = useNavigate();
  const form = useForm({
    initialValues: { q: asked },
    validate: { q: (value) => (value.trim() ? null : texts.missing) },
  });
  const { error, ...field } = form.field('q');
  const send = ({ q }: typeof form.values) => navigate({ to: '/credit-check', search: { q: q.trim() } });
  return (
    <form onSubmit={form.onSubmit(send)} noValidate>
      <AskLine>
        <TextInput
          label={texts.field}
          placeholder={texts.placeholder}
          inputMode="url"
          autoCapitalize="none"
          autoComplete="off"
          maxLength={200}
          size="md"
          error={error ?? (form.values.q === asked ? wrong : undefined)}
          {...field}
        />
        <Button type="submit" size="md" loading={waiting}>
          {texts.submit}
        </Button>
      </AskLine>
    </form>
  );
}
