import * as v from 'valibot';
import { text } from '~/lib/search-params';
import type { OperatorAccountsVariables } from './operator-accounts.queries';

const pageSize = 25;

export const operatorAccountsSearch = v.object({ search: text, after: text, before: text });
export type OperatorAccountsSearch = v.InferOutput<typeof operatorAccountsSearch>;

export function operatorAccountsVariables({
  search,
  after,
  before,
}: OperatorAccountsSearch): OperatorAccountsVariables {
  const page = before ? { last: pageSize, before } : { first: pageSize, after };
  return { filter: { search: search || undefined }, ...page };
}
