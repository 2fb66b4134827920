import { Button, Text, TextInput } from '@mantine/core';
import { type ResultOf, readFragment } from 'gql.tada';
import { useState } from 'react';
import { useForm } from '~/lib/use-form';
import { useMutation } from '~/lib/use-mutation';
import { useRefusals } from '~/lib/use-refusals';
import { RowTitle } from '~/ui/data-table';
import { Dialog } from '~/ui/dialog';
import { FormActions, FormFoot, FormProblem, FormStack } from '~/ui/form';
import { Rows } from '~/ui/rows';
import { ScrollFrame } from '~/ui/scroll-frame';
import { Tag } from '~/ui/tag';
import { failureTexts } from '~/ui/texts';
import { BillingEventFragment, RetryBillingEvents } from './inbox.queries';
import type { BillingEvent } from './inbox-table';
import { inboxTexts, retryTexts as texts } from './texts';

type Result = ResultOf<typeof RetryBillingEvents>['retryBillingEvents']['results'][number];
/** Without events all are tried whose account is known by now. */
type Props = { events?: readonly BillingEvent[]; onClose: () => void };

/** Looks for the accounts again, then says of each event what became of it. */
export default function RetryDialog({ events, onClose }: Props) {
  const [results, setResults] = useState<readonly Result[]>();
  const title = results ? texts.report : events ? texts.title(events.length) : texts.titleAll;
  return (
    <Dialog onClose={onClose} title={title} size="lg">
      {results ? (
        <Report results={results} onClose={onClose} />
      ) : (
        <RetryForm events={events} onReport={setResults} onClose={onClose} />
      )}
    </Dialog>
  );
}

function RetryForm({ events, onReport, onClose }: Props & { onReport: (results: readonly Result[]) => void }) {
  const [{ fetching }, retry] = useMutation(RetryBillingEvents);
  const form = useForm({ initialValues: { accountId: '' } });
  const { general, settle } = useRefusals(form, (code) => failureTexts[code].advice);

  async function send({ accountId }: typeof form.values) {
    const { data, error } = await retry({
      input: { billingEventIds: events?.map(({ id }) => id), accountId: accountId.trim() || undefined },
    });
    const payload = data?.retryBillingEvents;
    if (settle({ error, userErrors: payload?.userErrors }) && payload) onReport(payload.results);
  }

  return (
    <form onSubmit={form.onSubmit(send)} noValidate>
      <FormStack>
        <FormProblem messages={general} />
        <Text>{events ? texts.text : texts.textAll}</Text>
        {events && (
          <TextInput
            label={texts.account}
            description={texts.accountHint}
            autoComplete="off"
            autoCapitalize="none"
            {...form.field('accountId')}
          />
        )}
        <FormActions submit={texts.retry} sending={fetching} focus onCancel={onClose} />
      </FormStack>
    </form>
  );
}

function Report({ results, onClose }: { results: readonly Result[]; onClose: () => void }) {
  return (
    <FormStack>
      {results.length === 0 ? (
        <Text>{texts.foundNone}</Text>
      ) : (
        <ScrollFrame label={texts.report}>
          <Rows label={texts.report}>{results.map(reportRow)}</Rows>
        </ScrollFrame>
      )}
      <FormFoot>
        <Button onClick={onClose} data-autofocus>
          {texts.finish}
        </Button>
      </FormFoot>
    </FormStack>
  );
}

function reportRow({ billingEventId, billingEvent, outcome, userErrors }: Result) {
  const event = readFragment(BillingEventFragment, billingEvent);
  const told = event && `${inboxTexts.typeNames[event.type]} · ${event.account?.name ?? event.accountId}`;
  return {
    key: billingEventId,
    start: (
      <RowTitle detail={userErrors.map(({ message }) => message).join(' ') || told}>
        {event?.externalId ?? billingEventId}
      </RowTitle>
    ),
    end: <Tag tone={outcome === 'RECORDED' ? 'good' : 'attention'}>{texts.outcomes[outcome]}</Tag>,
  };
}
