import * as v from 'valibot';
import { oneOf, text } from '~/lib/search-params';
import type { AccessRequestsVariables } from './requests.queries';

const pageSize = 25;

export const requestStatuses = ['PENDING', 'APPROVED', 'DECLINED', 'EXPIRED', 'CANCELLED'] as const;
const dialogs = ['request', 'resend', 'cancel'] as const;

/** What the address of the list says; `request` is the id of the one that the dialog is about. */
export const requestsSearch = v.object({
  status: oneOf(requestStatuses),
  after: text,
  before: text,
  dialog: oneOf(dialogs),
  request: text,
});

export type RequestsSearch = v.InferOutput<typeof requestsSearch>;

/** The question to the API that an address stands for. */
export function requestsVariables({
  status,
  after,
  before,
}: Pick<RequestsSearch, 'status' | 'after' | 'before'>): AccessRequestsVariables {
  const page = before ? { last: pageSize, before } : { first: pageSize, after };
  return { filter: { status: status && [status] }, ...page };
}
