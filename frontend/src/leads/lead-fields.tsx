import { Textarea, TextInput } from '@mantine/core';
import { FieldRow, FormStack } from '~/ui/form';
import type { LeadForm } from './lead-form';
import { leadFormTexts as texts } from './texts';

/** The fields of a lead; the website of one that is registered stays as it is. */
export function LeadFields({ form: { field }, registered = false }: { form: LeadForm; registered?: boolean }) {
  return (
    <FormStack>
      {!registered && (
        <TextInput
          label={texts.website}
          description={texts.websiteHint}
          inputMode="url"
          autoCapitalize="none"
          withAsterisk
          data-autofocus
          {...field('website')}
        />
      )}
      <TextInput
        label={texts.company}
        withAsterisk
        maxLength={120}
        data-autofocus={registered || undefined}
        {...field('company')}
      />
      <FieldRow>
        <TextInput label={texts.contactName} autoComplete="off" {...field('contactName')} />
        <TextInput type="email" label={texts.contactEmail} autoComplete="off" {...field('contactEmail')} />
      </FieldRow>
      <TextInput label={texts.expectedPlan} {...field('expectedPlan')} />
      <Textarea label={texts.note} description={texts.noteHint} rows={3} maxLength={5000} {...field('note')} />
    </FormStack>
  );
}
