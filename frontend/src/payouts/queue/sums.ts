import { formatMoney } from '~/lib/format';
import { grouped, sumOfMoney } from '~/lib/money';

type Row = { amount: { amount: string; currencyCode: string } };

/** The rows by their currency, in the order of the currencies' first rows. */
export function byCurrency<Of extends Row>(rows: readonly Of[]): Map<string, Of[]> {
  return grouped(rows, ({ amount }) => amount.currencyCode);
}

/** What rows of one currency add up to, in words. */
export function sumOf(rows: readonly Row[]): string {
  const amounts = rows.map(({ amount }) => amount);
  return formatMoney(sumOfMoney(amounts, amounts[0]?.currencyCode ?? ''));
}

/** The sums of all rows, each currency by itself: "€120.00, $40.00". */
export function sumsOf(rows: readonly Row[]): string {
  return [...byCurrency(rows).values()].map(sumOf).join(', ');
}
