import { describe, expect, it } from 'vitest';
import { readAmount, sumOfMoney } from './money';

describe('sums of money', () => {
  it.each([
    ['EUR', ['0.10', '0.20'], '0.30'],
    ['EUR', ['0.01'], '0.01'],
    ['EUR', ['7', '0.5'], '7.5'],
    ['JPY', ['70', '8'], '78'],
    ['KWD', ['0.999', '90071992547409.921'], '90071992547410.920'],
    ['EUR', [], '0'],
  ])('are exact to the last digit of the currency: %s %s', (currencyCode, amounts, sum) => {
    const given = amounts.map((amount) => ({ amount, currencyCode }));
    expect(sumOfMoney(given, currencyCode)).toEqual({ amount: sum, currencyCode });
  });
});

describe('a typed amount', () => {
  it.each([
    [' 12.50 ', '12.50'],
    ['49,50', '49.50'],
    ['1.250', '1.250'],
    ['007', '007'],
  ])('is read with a point or a comma: %s', (typed, amount) => {
    expect(readAmount(typed)).toBe(amount);
  });

  it.each(['', '0', '0,00', '-5', '1,250', '1,250.00', '1e3', 'ten'])('is not guessed at: %s', (typed) => {
    expect(readAmount(typed)).toBeNull();
  });
});
