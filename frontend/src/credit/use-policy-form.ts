import { useForm } from '~/lib/use-form';
import { type EvidenceKind, evidenceTexts } from '~/ui/evidence-texts';
import { policiesTexts } from './texts';

const texts = policiesTexts.form;
const longestDays = 730;

export type Settings = {
  order: readonly EvidenceKind[];
  referralDays: number;
  leadDays: number;
  protection: boolean;
};

const wholeDays = (value: string) =>
  /^\d{1,3}$/.test(value.trim()) && Number(value) >= 1 && Number(value) <= longestDays ? null : texts.daysWrong;

const valuesOf = ({ order, referralDays, leadDays, protection }: Settings) => ({
  order: [...order] as string[],
  referralDays: String(referralDays),
  leadDays: String(leadDays),
  protection,
});

/** The settings of a policy as they are typed, and as the API takes them. */
export function usePolicyForm(start: Settings) {
  const form = useForm({
    initialValues: { ...valuesOf(start), note: '' },
    validate: { referralDays: wholeDays, leadDays: wholeDays },
  });
  const { order, referralDays, leadDays, protection } = form.values;
  const valid = !wholeDays(referralDays) && !wholeDays(leadDays);
  return {
    form,
    /** Takes over what a preset sets. */
    begin(settings: Settings) {
      const next = valuesOf(settings);
      form.setFieldValue('order', next.order);
      form.setFieldValue('referralDays', next.referralDays);
      form.setFieldValue('leadDays', next.leadDays);
      form.setFieldValue('protection', next.protection);
    },
    /** Null while a field is wrong. */
    settings: valid
      ? {
          order: order.filter((kind): kind is EvidenceKind => kind in evidenceTexts),
          referralDays: Number(referralDays),
          leadDays: Number(leadDays),
          protection,
        }
      : null,
  };
}
