import { type CurrencyCode, currencyCodes } from '~/lib/choices';
import { useForm } from '~/lib/use-form';
import { formTexts as texts } from './texts';

type Known = {
  name: string;
  website: string;
  platform: string | null;
  country: string | null;
  currencyCode: CurrencyCode | null;
  timeZone: string | null;
};

/** The fields of a store; what is not known is an empty text. */
export function useAccountForm(account?: Known) {
  return useForm({
    initialValues: {
      name: account?.name ?? '',
      website: account?.website ?? '',
      platform: account?.platform ?? '',
      country: account?.country ?? '',
      currencyCode: account?.currencyCode ?? '',
      timeZone: account?.timeZone ?? '',
    },
    validate: {
      name: (value) => (value.trim() ? null : texts.nameMissing),
      website: (value) => (value.trim() ? null : texts.websiteMissing),
    },
  });
}

export type AccountForm = ReturnType<typeof useAccountForm>;

/** What the form holds, as the API takes it. */
export function accountInput(values: AccountForm['values']) {
  return {
    name: values.name.trim(),
    website: values.website.trim(),
    platform: values.platform || null,
    country: values.country || null,
    currencyCode: currencyCodes.find((code) => code === values.currencyCode) ?? null,
    timeZone: values.timeZone || null,
  };
}
