import { TextInput } from '@mantine/core';
import type { ResultOf } from 'gql.tada';
import { useMutation } from 'urql';
import { useForm } from '~/lib/use-form';
import { useRefusals } from '~/lib/use-refusals';
import { FieldRow, FormActions, FormProblem, FormStack } from '~/ui/form';
import { failureTexts } from '~/ui/texts';
import { toastDone } from '~/ui/toast';
import { type ProgramQuery, UpdateProgram } from './program.queries';
import { programTexts as texts } from './texts';

const longestWaitHours = 720;

/** From which account the program pays, and how long a partner's new payout method waits. */
export function PayoutsForm({ program }: { program: ResultOf<typeof ProgramQuery>['program'] }) {
  const [{ fetching }, update] = useMutation(UpdateProgram);
  const form = useForm({
    initialValues: {
      payoutName: program.payoutName ?? '',
      payoutIban: program.payoutIban ?? '',
      payoutBic: program.payoutBic ?? '',
      payoutMethodWaitHours: String(program.payoutMethodWaitHours),
    },
    validate: {
      payoutMethodWaitHours: (value) =>
        /^\d{1,3}$/.test(value) && Number(value) <= longestWaitHours ? null : texts.payoutWaitWrong,
    },
  });
  const { general, settle } = useRefusals(form, (code) => failureTexts[code].advice);

  async function send(values: typeof form.values) {
    const { data, error } = await update({
      input: {
        payoutName: values.payoutName.trim() || null,
        payoutIban: values.payoutIban.trim() || null,
        payoutBic: values.payoutBic.trim() || null,
        payoutMethodWaitHours: Number(values.payoutMethodWaitHours),
      },
    });
    if (settle({ error, userErrors: data?.updateProgram.userErrors })) toastDone(texts.saved);
  }

  return (
    <form onSubmit={form.onSubmit(send)} noValidate>
      <FormStack>
        <FormProblem messages={general} />
        <TextInput label={texts.payoutName} autoComplete="off" {...form.field('payoutName')} />
        <FieldRow>
          <TextInput label={texts.payoutIban} autoComplete="off" {...form.field('payoutIban')} />
          <TextInput label={texts.payoutBic} autoComplete="off" {...form.field('payoutBic')} />
        </FieldRow>
        <TextInput label={texts.payoutWait} inputMode="numeric" {...form.field('payoutMethodWaitHours')} />
        <FormActions submit={texts.save} sending={fetching} />
      </FormStack>
    </form>
  );
}
