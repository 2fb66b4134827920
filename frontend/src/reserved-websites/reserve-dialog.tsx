import { Button, Textarea, TextInput } from '@mantine/core';
import type { ResultOf } from 'gql.tada';
import { useState } from 'react';
import { useNow } from '~/lib/clock';
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
import { toastDone } from '~/ui/toast';
import { ReserveWebsites } from './reserved.queries';
import { reserveTexts as texts } from './texts';

type Result = ResultOf<typeof ReserveWebsites>['reserveWebsites']['results'][number];

/** Reserves several websites; where one could not be, or something is to be known, it says so one by one. */
export function ReserveDialog({ onClose }: { onClose: () => void }) {
  const [results, setResults] = useState<readonly Result[]>();
  return (
    <Dialog onClose={onClose} title={texts.title} size="lg">
      {results ? (
        <Report results={results} onClose={onClose} />
      ) : (
        <ReserveForm onReport={setResults} onClose={onClose} />
      )}
    </Dialog>
  );
}

type FormProps = { onReport: (results: readonly Result[]) => void; onClose: () => void };

function ReserveForm({ onReport, onClose }: FormProps) {
  const tomorrow = new Date(useNow() + 86_400_000).toISOString().slice(0, 10);
  const [{ fetching }, reserve] = useMutation(ReserveWebsites);
  const form = useForm({
    initialValues: { websites: '', until: '', note: '' },
    validate: {
      websites: (value) => (value.trim() ? null : texts.websitesMissing),
      until: (value) => (value ? null : texts.untilMissing),
    },
  });
  const { general, settle } = useRefusals(form, (code) => failureTexts[code].advice);

  async function send({ websites, until, note }: typeof form.values) {
    const lines = websites.split(/[\s,;]+/).filter(Boolean);
    // To the end of that day where the operator is.
    const end = new Date(`${until}T23:59:59`).toISOString();
    const { data, error } = await reserve({ input: { websites: lines, until: end, note: note.trim() || null } });
    const payload = data?.reserveWebsites;
    if (!settle({ error, userErrors: payload?.userErrors }) || !payload) return;
    const plain = payload.results.every(({ outcome, warnings }) => outcome !== 'REJECTED' && warnings.length === 0);
    if (!plain) return onReport(payload.results);
    toastDone(texts.done(payload.results.length));
    onClose();
  }

  return (
    <form onSubmit={form.onSubmit(send)} noValidate>
      <FormStack>
        <FormProblem messages={general} />
        <Textarea
          label={texts.websites}
          description={texts.websitesHint}
          rows={6}
          autoCapitalize="none"
          data-autofocus
          {...form.field('websites')}
        />
        <TextInput type="date" label={texts.until} min={tomorrow} {...form.field('until')} />
        <TextInput label={texts.note} description={texts.noteHint} {...form.field('note')} />
        <FormActions submit={texts.submit} sending={fetching} onCancel={onClose} />
      </FormStack>
    </form>
  );
}

function Report({ results, onClose }: { results: readonly Result[]; onClose: () => void }) {
  return (
    <FormStack>
      <ScrollFrame label={texts.report}>
        <Rows label={texts.report}>
          {results.map(({ website, outcome, userErrors, warnings }) => ({
            key: website,
            start: (
              <RowTitle detail={[...userErrors, ...warnings].map(({ message }) => message).join(' ')}>
                {website}
              </RowTitle>
            ),
            end: <Tag tone={outcome === 'REJECTED' ? 'attention' : 'good'}>{texts.outcomes[outcome]}</Tag>,
          }))}
        </Rows>
      </ScrollFrame>
      <FormFoot>
        <Button onClick={onClose} data-autofocus>
          {texts.finish}
        </Button>
      </FormFoot>
    </FormStack>
  );
}
