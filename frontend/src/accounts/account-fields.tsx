import { NativeSelect, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { currencyCodes, platforms, timeZones } from '~/lib/choices';
import { countryOptions } from '~/lib/countries';
import { FieldRow, FormStack } from '~/ui/form';
import type { AccountForm } from './account-form';
import { formTexts as texts } from './texts';

type Props = { form: AccountForm /** Stands below the website. */; afterWebsite?: ReactNode };

const unset = { value: '', label: texts.choose };

/** The fields of a store, alike for creating and changing it. */
export function AccountFields({ form, afterWebsite }: Props) {
  const { field } = form;
  const { platform, country, timeZone } = form.values;
  const ofPlatform = platform && !platforms.includes(platform) ? [platform, ...platforms] : platforms;
  return (
    <FormStack>
      <TextInput label={texts.name} withAsterisk data-autofocus {...field('name')} />
      <TextInput
        label={texts.website}
        description={texts.websiteHint}
        inputMode="url"
        autoCapitalize="none"
        withAsterisk
        {...field('website')}
      />
      {afterWebsite}
      <FieldRow>
        <NativeSelect label={texts.platform} data={[unset, ...ofPlatform]} {...field('platform')} />
        <NativeSelect label={texts.country} data={[unset, ...countryOptions(country)]} {...field('country')} />
      </FieldRow>
      <FieldRow>
        <NativeSelect label={texts.currency} data={[unset, ...currencyCodes]} {...field('currencyCode')} />
        <NativeSelect label={texts.timeZone} data={[unset, ...timeZones(timeZone)]} {...field('timeZone')} />
      </FieldRow>
    </FormStack>
  );
}
