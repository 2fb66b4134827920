type Held = { availableAt: string; leftAmount: { currencyCode: string } };

/** When the next of the held rewards is available, by currency; ISO times. */
export function nextDates(held: readonly Held[]): Map<string, string> {
  const next = new Map<string, string>();
  for (const { availableAt, leftAmount } of held) {
    const known = next.get(leftAmount.currencyCode);
    if (!known || Date.parse(availableAt) < Date.parse(known)) next.set(leftAmount.currencyCode, availableAt);
  }
  return next;
}
