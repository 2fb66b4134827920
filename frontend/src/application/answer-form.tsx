import { Textarea, TextInput } from '@mantine/core';
import { useMutation } from 'urql';
import { useForm } from '~/lib/use-form';
import { useRefusals } from '~/lib/use-refusals';
import { FieldRow, FormActions, FormProblem, FormStack } from '~/ui/form';
import { Notice } from '~/ui/notice';
import { failureTexts } from '~/ui/texts';
import { AnswerApplication } from './application.queries';
import { applyTexts, applicationTexts as texts } from './texts';

type Props = { application: { reason: string | null; companyName: string; website: string }; token: string };

/** What the operators asked for, and the applicant's answer. */
export function AnswerForm({ application, token }: Props) {
  const [{ fetching }, answer] = useMutation(AnswerApplication);
  const { companyName, website, reason } = application;
  const form = useForm({
    initialValues: { message: '', companyName, website },
    validate: { message: (value) => (value.trim() ? null : texts.answerMissing) },
  });
  const { general, settle } = useRefusals(form, (code) => failureTexts[code].advice);

  async function send(values: typeof form.values) {
    const { data, error } = await answer({ input: { token, ...values } });
    settle({ error, userErrors: data?.answerApplication.userErrors });
  }

  return (
    <form onSubmit={form.onSubmit(send)} noValidate>
      <FormStack>
        {reason && <Notice title={texts.question}>{reason}</Notice>}
        <FormProblem messages={general} />
        <Textarea label={texts.answer} withAsterisk {...form.field('message')} />
        <FieldRow>
          <TextInput label={applyTexts.companyName} {...form.field('companyName')} />
          <TextInput label={applyTexts.website} inputMode="url" {...form.field('website')} />
        </FieldRow>
        <FormActions submit={texts.sendAnswer} sending={fetching} wide />
      </FormStack>
    </form>
  );
}
