import { useForm } from '~/lib/use-form';
import { leadFormTexts as texts } from './texts';

type Known = {
  website: string;
  company?: string;
  contactName?: string | null;
  contactEmail?: string | null;
  expectedPlan?: string | null;
  note?: string | null;
};

/** The fields of a lead; what is not known is an empty text. */
export function useLeadForm({ website, company, contactName, contactEmail, expectedPlan, note }: Known) {
  return useForm({
    initialValues: {
      website,
      company: company ?? '',
      contactName: contactName ?? '',
      contactEmail: contactEmail ?? '',
      expectedPlan: expectedPlan ?? '',
      note: note ?? '',
    },
    validate: {
      website: (value) => (value.trim() ? null : texts.websiteMissing),
      company: (value) => (value.trim() ? null : texts.companyMissing),
    },
  });
}

export type LeadForm = ReturnType<typeof useLeadForm>;

/** What the form holds but for the website, as the API takes it. */
export function leadInput(values: LeadForm['values']) {
  return {
    company: values.company.trim(),
    contactName: values.contactName.trim() || null,
    contactEmail: values.contactEmail.trim() || null,
    expectedPlan: values.expectedPlan.trim() || null,
    note: values.note.trim() || null,
  };
}
