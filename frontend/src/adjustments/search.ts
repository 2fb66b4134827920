import * as v from 'valibot';
import { oneOf, text } from '~/lib/search-params';

/** What the address of the list says; `id` is the adjustment that a dialog is about. */
export const adjustmentsSearch = v.object({
  dialog: oneOf(['adjust', 'approve', 'reject']),
  id: text,
  after: text,
  before: text,
});

export type AdjustmentsSearch = v.InferOutput<typeof adjustmentsSearch>;

const pageSize = 25;

export function adjustmentsVariables({ after, before }: Pick<AdjustmentsSearch, 'after' | 'before'>) {
  return before ? { last: pageSize, before } : { first: pageSize, after };
}
