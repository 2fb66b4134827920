import type { ResultOf } from 'gql.tada';
import type { WaitingQuery } from './home.queries';

const linesShown = 5;
const soonMilliseconds = 7 * 86_400_000;

type Reason = 'blocked' | 'bounced' | 'expired' | 'expires' | 'plan' | 'asked' | 'undelivered';
export type Waiting = {
  id: string;
  title: string;
  detail: string | null;
  reason: Reason;
  at?: string;
  isRequest: boolean;
};

/** What the partner has to mend goes first. */
const order: Reason[] = ['blocked', 'bounced', 'undelivered', 'expired', 'expires', 'plan', 'asked'];

type Transfer = NonNullable<ResultOf<typeof WaitingQuery>['transfers']['nodes'][number]['transfer']>;

function reasonOf({ blocked, bouncedAt, status, expiresAt }: Transfer, now: number): Reason | null {
  if (blocked) return 'blocked';
  if (bouncedAt) return 'bounced';
  const left = Date.parse(expiresAt) - now;
  if (status === 'EXPIRED' || left <= 0) return 'expired';
  return left < soonMilliseconds ? 'expires' : null;
}

/** The few things that wait for clients, first what the partner has to mend. `now` in milliseconds. */
export function waitingLines({ transfers, plans, accessRequests }: ResultOf<typeof WaitingQuery>, now: number) {
  const lines: Waiting[] = [];
  for (const { id, accountId, name, transfer } of transfers.nodes) {
    const reason = transfer && reasonOf(transfer, now);
    if (!reason) continue;
    lines.push({
      id,
      title: name ?? accountId,
      detail: transfer.toEmail,
      reason,
      at: transfer.expiresAt,
      isRequest: false,
    });
  }
  for (const { id, accountId, name, ownerEmail } of plans.nodes) {
    lines.push({ id, title: name ?? accountId, detail: ownerEmail, reason: 'plan', isRequest: false });
  }
  for (const { id, accountId, sentAt, bouncedAt } of accessRequests.nodes) {
    const reason = bouncedAt ? 'undelivered' : 'asked';
    lines.push({ id, title: accountId, detail: null, reason, at: sentAt, isRequest: true });
  }
  lines.sort((one, other) => order.indexOf(one.reason) - order.indexOf(other.reason));
  return lines.slice(0, linesShown);
}
