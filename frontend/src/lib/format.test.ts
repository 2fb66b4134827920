import { expect, it } from 'vitest';
import { formatMoney } from './format';

it.each([
  ['EUR', '1250.50', '€1,250.50'],
  ['EUR', '70', '€70.00'],
  ['JPY', '1234', '¥1,234'],
  ['KWD', '1.234', 'KWD 1.234'],
  // What browsers would round.
  ['HUF', '12.50', 'HUF 12.50'],
  ['IDR', '-0.01', '-IDR 0.01'],
  ['EUR', '9999999999999.99', '€9,999,999,999,999.99'],
])('shows an amount in %s to the last digit: %s', (currencyCode, amount, shown) => {
  expect(formatMoney({ amount, currencyCode }).replaceAll('\u00a0', ' ')).toBe(shown);
});

it('takes whatever is typed', () => {
  expect(formatMoney({ amount: `1.${'0'.repeat(400)}`, currencyCode: 'JPY' })).toMatch(/^¥1\.0+$/);
});
