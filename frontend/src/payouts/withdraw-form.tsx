import { NativeSelect, Text, TextInput } from '@mantine/core';
import type { ResultOf } from 'gql.tada';
import { formatMoney } from '~/lib/format';
import { readAmount } from '~/lib/money';
import { useForm } from '~/lib/use-form';
import { useMutation } from '~/lib/use-mutation';
import { useRefusals } from '~/lib/use-refusals';
import { Facts } from '~/ui/facts';
import { FieldRow, FormActions, FormProblem, FormStack } from '~/ui/form';
import { failureTexts } from '~/ui/texts';
import { toastDone } from '~/ui/toast';
import { type PayoutMethodFragment, WithdrawRewards } from './payouts.queries';
import { methodTypeTexts, withdrawTexts as texts } from './texts';
import { amountProblem, type Withdrawable } from './withdrawable';

type Props = {
  sums: Withdrawable[];
  method: ResultOf<typeof PayoutMethodFragment>;
  onClose: () => void;
};

/** All that is available, unless another amount is typed: what is sent is what is read here. */
export function WithdrawForm({ sums, method, onClose }: Props) {
  const [{ fetching }, withdraw] = useMutation(WithdrawRewards);
  const form = useForm({
    initialValues: { currencyCode: sums[0]?.available.currencyCode ?? '', amount: sums[0]?.available.amount ?? '' },
  });
  const { general, settle } = useRefusals(form, (code) => failureTexts[code].advice);
  const { currencyCode, amount } = form.values;
  const chosen = sums.find(({ available }) => available.currencyCode === currencyCode) ?? sums[0];
  if (!chosen) return null;
  const { available, least } = chosen;
  const problem = amountProblem(amount, chosen);
  const sum = { amount: readAmount(amount) ?? '', currencyCode: available.currencyCode };

  async function send() {
    if (problem) return form.showErrors({ amount: problem });
    const input = { ...sum, payoutMethodId: method.id };
    const { data, error } = await withdraw({ input });
    if (!settle({ error, userErrors: data?.withdrawRewards.userErrors })) return;
    toastDone(texts.done(formatMoney(sum)));
    onClose();
  }

  function choose(code: string) {
    form.setFieldValue('currencyCode', code);
    form.setFieldValue('amount', sums.find((each) => each.available.currencyCode === code)?.available.amount ?? '');
  }

  const hint = [texts.available(formatMoney(available)), ...(least ? [texts.atLeast(formatMoney(least))] : [])];
  const field = <TextInput label={texts.amount} inputMode="decimal" data-autofocus {...form.field('amount')} />;
  return (
    <form onSubmit={form.onSubmit(send)} noValidate>
      <FormStack>
        <FormProblem messages={general} />
        {sums.length > 1 ? (
          <FieldRow>
            {field}
            <NativeSelect
              label={texts.currency}
              data={sums.map((each) => each.available.currencyCode)}
              value={available.currencyCode}
              onChange={({ currentTarget }) => choose(currentTarget.value)}
            />
          </FieldRow>
        ) : (
          field
        )}
        <Text size="sm" c="dimmed">
          {hint.join(' ')}
        </Text>
        <Facts stacked facts={[{ term: texts.to, value: `${methodTypeTexts[method.type]} ${method.masked}` }]} />
        <Text size="sm">{texts.text}</Text>
        <FormActions
          submit={problem ? texts.submitPlain : texts.submit(formatMoney(sum))}
          sending={fetching}
          onCancel={onClose}
        />
      </FormStack>
    </form>
  );
}
