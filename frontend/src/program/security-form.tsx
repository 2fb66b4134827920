import { Checkbox } from '@mantine/core';
import type { ResultOf } from 'gql.tada';
import { useMutation } from 'urql';
import { useForm } from '~/lib/use-form';
import { useRefusals } from '~/lib/use-refusals';
import { FormActions, FormProblem, FormStack } from '~/ui/form';
import { failureTexts } from '~/ui/texts';
import { toastDone } from '~/ui/toast';
import { type ProgramQuery, UpdateProgram } from './program.queries';
import { programTexts as texts } from './texts';

const names = ['secondFactorForOperators', 'secondFactorForPayouts'] as const;

/** Whom the program asks for a second factor. */
export function SecurityForm({ program }: { program: ResultOf<typeof ProgramQuery>['program'] }) {
  const [{ fetching }, update] = useMutation(UpdateProgram);
  const form = useForm({
    initialValues: {
      secondFactorForOperators: program.secondFactorForOperators,
      secondFactorForPayouts: program.secondFactorForPayouts,
    },
  });
  const { general, settle } = useRefusals(form, (code) => failureTexts[code].advice);

  async function send(input: typeof form.values) {
    const { data, error } = await update({ input });
    if (settle({ error, userErrors: data?.updateProgram.userErrors })) toastDone(texts.saved);
  }

  return (
    <form onSubmit={form.onSubmit(send)} noValidate>
      <FormStack>
        <FormProblem messages={general} />
        {names.map((name) => (
          <Checkbox key={name} label={texts[name]} description={texts[`${name}Hint`]} {...form.checkbox(name)} />
        ))}
        <FormActions submit={texts.save} sending={fetching} />
      </FormStack>
    </form>
  );
}
