type Money<Code extends string = string> = { amount: string; currencyCode: Code };

/** The rows by what each is asked for, such as its currency, in the order of the first of each. */
export function grouped<Row, Key>(rows: readonly Row[], keyOf: (row: Row) => Key): Map<Key, Row[]> {
  const groups = new Map<Key, Row[]>();
  for (const row of rows) {
    const key = keyOf(row);
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return groups;
}

/** The sum of amounts of one currency, none of them below zero, to the last digit: it counts in the smallest units. */
export function sumOfMoney<Code extends string>(amounts: readonly Money[], currencyCode: Code): Money<Code> {
  const digits = Math.max(0, ...amounts.map(({ amount }) => decimalsOf(amount)));
  const sum = amounts.reduce((all, { amount }) => all + inUnits(amount, digits), 0n);
  const written = sum.toString().padStart(digits + 1, '0');
  const whole = written.slice(0, written.length - digits);
  return { amount: digits > 0 ? `${whole}.${written.slice(-digits)}` : whole, currencyCode };
}

/**
 * The amount above zero that was typed, as the API takes it: "49,50" is 49.50. Null where it can't be read, as "1,250"
 * can't, which is more than a thousand to some readers and little more than one to others.
 */
export function readAmount(typed: string): string | null {
  const amount = typed.trim();
  if (!/^\d+(\.\d+|,\d{1,2})?$/.test(amount) || !/[1-9]/.test(amount)) return null;
  return amount.replace(',', '.');
}

const decimalsOf = (amount: string) => amount.split('.')[1]?.length ?? 0;

function inUnits(amount: string, digits: number): bigint {
  const [whole = '0', rest = ''] = amount.split('.');
  return BigInt(whole + rest.padEnd(digits, '0'));
}
