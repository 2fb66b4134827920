/** What every request carries; `idempotencyKey` is that of a mutation which may be sent again. */
export function requestOptions(idempotencyKey?: string): RequestInit {
  const key = idempotencyKey ? { 'Idempotency-Key': idempotencyKey } : undefined;
  return { headers: { 'X-Portal-CSRF': '1', ...key }, credentials: 'same-origin' };
}
