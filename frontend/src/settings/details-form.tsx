import { TextInput } from '@mantine/core';
import { useForm } from '~/lib/use-form';
import { useMutation } from '~/lib/use-mutation';
import { useRefusals } from '~/lib/use-refusals';
import { FormActions, FormProblem, FormStack } from '~/ui/form';
import { failureTexts } from '~/ui/texts';
import { toastDone } from '~/ui/toast';
import { UpdatePartner } from './settings.queries';
import { settingsTexts as texts } from './texts';

export function DetailsForm({ partner: { name, website } }: { partner: { name: string; website: string } }) {
  const [{ fetching }, update] = useMutation(UpdatePartner);
  const form = useForm({
    initialValues: { name, website },
    validate: {
      name: (value) => (value.trim() ? null : texts.nameMissing),
      website: (value) => (value.trim() ? null : texts.websiteMissing),
    },
  });
  const { general, settle } = useRefusals(form, (code) => failureTexts[code].advice);

  async function send(values: typeof form.values) {
    const { data, error } = await update({ input: { name: values.name.trim(), website: values.website.trim() } });
    if (settle({ error, userErrors: data?.updatePartner.userErrors })) toastDone(texts.saved);
  }

  return (
    <form onSubmit={form.onSubmit(send)} noValidate>
      <FormStack>
        <FormProblem messages={general} />
        <TextInput label={texts.name} autoComplete="organization" {...form.field('name')} />
        <TextInput label={texts.website} inputMode="url" {...form.field('website')} />
        <FormActions submit={texts.save} sending={fetching} />
      </FormStack>
    </form>
  );
}
