import { Button, Textarea } from '@mantine/core';
import type { ResultOf } from 'gql.tada';
import { useState } from 'react';
import { useMutation } from 'urql';
import { calendarDate } from '~/lib/format';
import { useForm } from '~/lib/use-form';
import { useRefusals } from '~/lib/use-refusals';
import { ConfirmDialog } from '~/ui/confirm';
import { FormProblem, FormStack } from '~/ui/form';
import { Panel } from '~/ui/page';
import { failureTexts } from '~/ui/texts';
import { toastDone } from '~/ui/toast';
import { type ProgramQuery, PublishTerms } from './program.queries';
import { programTexts as texts } from './texts';

type Terms = ResultOf<typeof ProgramQuery>['program']['terms'];

/** The text that applicants agree to; each publication is a version of its own. */
export function TermsForm({ terms }: { terms: Terms }) {
  const [asking, setAsking] = useState(false);
  const [{ fetching }, publish] = useMutation(PublishTerms);
  const form = useForm({
    initialValues: { text: terms?.text ?? '' },
    validate: { text: (value) => (value.trim() ? null : texts.termsMissing) },
  });
  const { general, settle } = useRefusals(form, (code) => failureTexts[code].advice);

  async function send() {
    const { data, error } = await publish({ input: { text: form.values.text } });
    setAsking(false);
    if (!settle({ error, userErrors: data?.publishTerms.userErrors })) return;
    const version = data?.publishTerms.terms?.version;
    if (version) toastDone(texts.published(version));
  }

  return (
    <Panel
      title={texts.terms}
      lead={terms ? texts.termsCurrent(terms.version, calendarDate(terms.publishedAt)) : texts.termsNone}
    >
      <form onSubmit={form.onSubmit(() => setAsking(true))} noValidate>
        <FormStack>
          <FormProblem messages={general} />
          <Textarea label={texts.termsLabel} description={texts.termsHint} rows={10} {...form.field('text')} />
          <div>
            <Button type="submit" variant="default" disabled={form.values.text === (terms?.text ?? '')}>
              {texts.publish}
            </Button>
          </div>
        </FormStack>
      </form>
      <ConfirmDialog
        opened={asking}
        title={texts.publishTitle}
        confirm={texts.publish}
        working={fetching}
        onConfirm={send}
        onClose={() => setAsking(false)}
      >
        {texts.publishText}
      </ConfirmDialog>
    </Panel>
  );
}
