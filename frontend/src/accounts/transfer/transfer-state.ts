import type { Account } from '../account-page';

type Transfer = NonNullable<Account['transfer']>;
export type TransferState = 'waiting' | 'expired' | 'blocked' | 'bounced';

/** How a transfer that is pending stands; `now` in milliseconds. What can only be mended by another address goes first. */
export function transferState({ status, blocked, bouncedAt, expiresAt }: Transfer, now: number): TransferState {
  if (blocked) return 'blocked';
  if (bouncedAt) return 'bounced';
  return status === 'EXPIRED' || Date.parse(expiresAt) <= now ? 'expired' : 'waiting';
}
