import { Button, NativeSelect, TextInput } from '@mantine/core';
import { type CurrencyCode, currencyCodes } from '~/lib/choices';
import { ListField } from '~/ui/list-field';
import type { AmountRow } from './plan-values';
import { planFormTexts as texts } from './texts';

type Props = { label: string; hint?: string; rows: AmountRow[]; onChange: (rows: AmountRow[]) => void };

/** One amount for each of some currencies. */
export function AmountsField({ label, hint, rows, onChange }: Props) {
  const free = currencyCodes.find((code) => rows.every(({ currencyCode }) => currencyCode !== code));
  const change = (place: number, next: Partial<AmountRow>) =>
    onChange(rows.map((row, each) => (each === place ? { ...row, ...next } : row)));
  return (
    <ListField
      label={label}
      hint={hint}
      removeLabel={(place) => texts.remove(`${label}: ${rows[place]?.currencyCode}`)}
      onRemove={(place) => onChange(rows.filter((_, each) => each !== place))}
      add={
        free && (
          <Button
            variant="default"
            size="xs"
            aria-label={texts.addAmount(label)}
            onClick={() => onChange([...rows, { currencyCode: nextCode(rows) ?? free, amount: '' }])}
          >
            {texts.add}
          </Button>
        )
      }
    >
      {rows.map((row, place) => [
        <NativeSelect
          key="currency"
          aria-label={`${label}: ${texts.currency}`}
          data={currencyCodes}
          value={row.currencyCode}
          onChange={({ currentTarget }) => change(place, { currencyCode: currentTarget.value as CurrencyCode })}
        />,
        <TextInput
          key="amount"
          aria-label={`${label}: ${row.currencyCode}`}
          placeholder={texts.amount}
          inputMode="decimal"
          value={row.amount}
          onChange={({ currentTarget }) => change(place, { amount: currentTarget.value })}
        />,
      ])}
    </ListField>
  );
}

const common: CurrencyCode[] = ['EUR', 'USD', 'GBP'];

/** One begins with the currencies that most programs have. */
function nextCode(rows: AmountRow[]): CurrencyCode | undefined {
  return common.find((code) => rows.every(({ currencyCode }) => currencyCode !== code));
}
