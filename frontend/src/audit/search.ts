import * as v from 'valibot';
import { oneOf, text } from '~/lib/search-params';
import type { AuditVariables } from './audit.queries';

const pageSize = 25;
export const actorKinds = ['MEMBER', 'OPERATOR', 'CLIENT', 'TOOL', 'APPLICANT', 'SYSTEM'] as const;

const day = v.fallback(v.optional(v.pipe(v.string(), v.isoDate())), undefined);

/** What the address of the audit trail says; days are those of the reader. */
export const auditSearch = v.object({
  type: text,
  kind: oneOf(actorKinds),
  email: text,
  actor: text,
  partner: text,
  subject: text,
  ip: text,
  from: day,
  to: day,
  after: text,
  before: text,
});

export type AuditSearch = v.InferOutput<typeof auditSearch>;

/** Another question starts at its first page. */
export const firstPage = { after: undefined, before: undefined };

export function isFiltered({ after, before, ...filters }: AuditSearch): boolean {
  return Object.values(filters).some(Boolean);
}

function startOf(date: string | undefined, daysLater = 0): string | undefined {
  if (!date) return undefined;
  const start = new Date(`${date}T00:00:00`);
  start.setDate(start.getDate() + daysLater);
  return Number.isNaN(start.getTime()) ? undefined : start.toISOString();
}

/** The question to the API that an address stands for. */
export function auditVariables(search: AuditSearch): AuditVariables {
  const { type, kind, email, actor, partner, subject, ip, from, to, after, before } = search;
  const page = before ? { last: pageSize, before } : { first: pageSize, after };
  return {
    filter: {
      type: type ? [type] : undefined,
      actorKind: kind ? [kind] : undefined,
      actorEmail: email,
      actorId: actor,
      partnerId: partner,
      subjectId: subject,
      ipAddress: ip,
      from: startOf(from),
      to: startOf(to, 1),
    },
    ...page,
  };
}
