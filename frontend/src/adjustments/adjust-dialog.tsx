import { NativeSelect, Text, Textarea, TextInput } from '@mantine/core';
import { IconMinus, IconPlus } from '@tabler/icons-react';
import { readFragment } from 'gql.tada';
import { useQuery } from 'urql';
import { type CurrencyCode, currencyCodes } from '~/lib/choices';
import { readAmount } from '~/lib/money';
import { useForm } from '~/lib/use-form';
import { useMutation } from '~/lib/use-mutation';
import { useRefusals } from '~/lib/use-refusals';
import { ChoiceCards } from '~/ui/choice';
import { Dialog } from '~/ui/dialog';
import { FieldRow, FormActions, FormProblem, FormStack } from '~/ui/form';
import { PartnerSelect } from '~/ui/partner-select';
import { failureTexts } from '~/ui/texts';
import { toastDone } from '~/ui/toast';
import { AdjustBalance, AdjustmentFragment, CurrencyQuery } from './adjustments.queries';
import { adjustTexts as texts } from './texts';

const icons = { give: <IconPlus />, take: <IconMinus /> };
const ways = (['give', 'take'] as const).map((value) => ({ value, icon: icons[value], ...texts.ways[value] }));

/** Gives a partner something, or takes it, and says why. */
export function AdjustDialog({ onClose }: { onClose: () => void }) {
  const [{ fetching }, adjust] = useMutation(AdjustBalance);
  const [{ data: known }] = useQuery({ query: CurrencyQuery });
  const form = useForm({
    initialValues: { partnerId: '', way: 'give', amount: '', currencyCode: '', reason: '' },
    validate: {
      partnerId: (value) => (value ? null : texts.partnerMissing),
      amount: (value) => (readAmount(value) ? null : texts.amountWrong),
      reason: (value) => (value.trim() ? null : texts.reasonMissing),
    },
  });
  const { general, settle } = useRefusals(form, (code) => failureTexts[code].advice);
  const way = form.values.way === 'take' ? 'take' : 'give';
  // The program's own, until another one is chosen.
  const currencyCode = form.values.currencyCode || known?.program.currencyCode || '';

  async function send({ partnerId, amount, reason }: typeof form.values) {
    const signed = `${way === 'take' ? '-' : ''}${readAmount(amount)}`;
    const { data, error } = await adjust({
      input: { partnerId, amount: signed, currencyCode: currencyCode as CurrencyCode, reason: reason.trim() },
    });
    const payload = data?.adjustBalance;
    if (!settle({ error, userErrors: payload?.userErrors }) || !payload?.adjustment) return;
    const { status } = readFragment(AdjustmentFragment, payload.adjustment);
    toastDone(status === 'APPLIED' ? texts.applied : texts.waits);
    onClose();
  }

  return (
    <Dialog onClose={onClose} title={texts.title}>
      <form onSubmit={form.onSubmit(send)} noValidate>
        <FormStack>
          <FormProblem messages={general} />
          <PartnerSelect
            autoFocus
            name="partnerId"
            label={texts.partner}
            placeholder={texts.choose}
            value={form.values.partnerId}
            error={form.errors.partnerId}
            onChoose={(id) => form.setFieldValue('partnerId', id)}
          />
          <ChoiceCards
            legend={texts.way}
            options={ways}
            value={way}
            onChange={(next) => form.setFieldValue('way', next)}
          />
          <FieldRow>
            <TextInput label={texts.amount} inputMode="decimal" {...form.field('amount')} />
            <NativeSelect
              label={texts.currency}
              data={currencyCodes}
              {...form.field('currencyCode')}
              value={currencyCode}
            />
          </FieldRow>
          <Textarea label={texts.reason} description={texts.reasonHint} rows={2} {...form.field('reason')} />
          <Text size="sm" c="dimmed">
            {texts.text}
          </Text>
          <FormActions submit={texts.submit} sending={fetching} onCancel={onClose} />
        </FormStack>
      </form>
    </Dialog>
  );
}
