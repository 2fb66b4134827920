import { Checkbox, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useMutation } from 'urql';
import { platforms } from '~/lib/choices';
import { countryOptions } from '~/lib/countries';
import { calendarDate } from '~/lib/format';
import { useForm } from '~/lib/use-form';
import { useRefusals } from '~/lib/use-refusals';
import { ChipChoice } from '~/ui/chip-choice';
import { FieldRow, FormActions, FormProblem, FormStack } from '~/ui/form';
import { LongText } from '~/ui/long-text';
import { failureTexts } from '~/ui/texts';
import { ApplyToProgram } from './application.queries';
import { applyTexts as texts } from './texts';

type Terms = { version: number; text: string; publishedAt: string };

const initialValues = {
  companyName: '',
  website: '',
  contactName: '',
  email: '',
  country: '',
  clientCount: '',
  platforms: [] as string[],
  message: '',
  acceptedTermsVersion: false,
};

export function ApplyForm({ terms, onSent }: { terms: Terms | null; onSent: (email: string) => void }) {
  const [{ fetching }, apply] = useMutation(ApplyToProgram);
  const { missing } = texts;
  const filled = (words: string) => (value: string) => (value.trim() ? null : words);
  const form = useForm({
    initialValues,
    validate: {
      companyName: filled(missing.companyName),
      website: filled(missing.website),
      contactName: filled(missing.contactName),
      email: filled(missing.email),
      country: filled(missing.country),
      clientCount: (value) => (/^\d{0,7}$/.test(value.trim()) ? null : missing.clientCount),
      acceptedTermsVersion: (agreed) => (!terms || agreed ? null : missing.acceptedTerms),
    },
  });
  const { general, settle } = useRefusals(form, (code) => failureTexts[code].advice);

  async function send(values: typeof initialValues) {
    const { clientCount, message, acceptedTermsVersion, ...rest } = values;
    const { data, error } = await apply({
      input: {
        ...rest,
        clientCount: clientCount.trim() ? Number(clientCount) : null,
        message: message.trim() || null,
        acceptedTermsVersion: acceptedTermsVersion ? terms?.version : null,
      },
    });
    if (settle({ error, userErrors: data?.applyToProgram.userErrors })) onSent(values.email.trim());
  }

  const { field } = form;
  return (
    <form onSubmit={form.onSubmit(send)} noValidate>
      <FormStack>
        <FormProblem messages={general} />
        <FieldRow>
          <TextInput label={texts.companyName} autoComplete="organization" withAsterisk {...field('companyName')} />
          <TextInput
            label={texts.website}
            autoComplete="url"
            inputMode="url"
            placeholder={texts.websitePlaceholder}
            withAsterisk
            {...field('website')}
          />
        </FieldRow>
        <FieldRow>
          <TextInput label={texts.contactName} autoComplete="name" withAsterisk {...field('contactName')} />
          <NativeSelect
            label={texts.country}
            autoComplete="country"
            withAsterisk
            data={[{ value: '', label: texts.countryChoose }, ...countryOptions()]}
            {...field('country')}
          />
        </FieldRow>
        <TextInput
          type="email"
          label={texts.email}
          description={texts.emailHint}
          autoComplete="email"
          withAsterisk
          {...field('email')}
        />
        <TextInput label={texts.clientCount} inputMode="numeric" {...field('clientCount')} />
        <ChipChoice
          label={texts.platforms}
          options={platforms}
          value={form.values.platforms}
          onChange={(chosen) => form.setFieldValue('platforms', chosen)}
          error={form.errors.platforms}
        />
        <Textarea label={texts.message} {...field('message')} />
        {terms && (
          <LongText
            title={texts.terms}
            detail={texts.termsVersion(terms.version, calendarDate(terms.publishedAt))}
            text={terms.text}
          />
        )}
        {terms && <Checkbox label={texts.agree} {...form.checkbox('acceptedTermsVersion')} />}
        <FormActions submit={texts.submit} sending={fetching} wide />
      </FormStack>
    </form>
  );
}
