import * as v from 'valibot';
import { oneOf, text } from '~/lib/search-params';
import type { ApplicationsVariables } from './applications.queries';

const pageSize = 25;
export const views = ['SUBMITTED', 'ACTION_REQUIRED', 'APPROVED', 'REJECTED', 'ALL'] as const;

/** What the address of the queue says; without a status it shows what waits for the operators. */
export const applicationsSearch = v.object({ status: oneOf(views), search: text, after: text, before: text });

export type ApplicationsSearch = v.InferOutput<typeof applicationsSearch>;

export function applicationsVariables({ status, search, after, before }: ApplicationsSearch): ApplicationsVariables {
  const view = status ?? 'SUBMITTED';
  const page = before ? { last: pageSize, before } : { first: pageSize, after };
  return { filter: { status: view === 'ALL' ? undefined : [view], search: search || undefined }, ...page };
}
