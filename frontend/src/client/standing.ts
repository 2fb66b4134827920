import type { Transfer } from './client.queries';

type Link = Pick<Transfer, 'kind' | 'status' | 'newerSent' | 'expiresAt'>;

/** Whether a link still works, and if not, why; `NEWER` is one that was replaced by a mail to the same address. */
export type Standing = Link['status'] | 'NEWER' | 'UNKNOWN';

export function standingOf(link: Link | null, kind: Link['kind'], now: number): Standing {
  if (link?.kind !== kind) return 'UNKNOWN';
  if (link.status === 'REPLACED' && link.newerSent) return 'NEWER';
  // The page may be open for longer than the link lives.
  if (link.status === 'OPEN' && now >= Date.parse(link.expiresAt)) return 'EXPIRED';
  return link.status;
}
