import * as v from 'valibot';
import { flag, listOf, oneOf, text } from '~/lib/search-params';
import type { AccountsVariables } from './accounts.queries';

const pageSize = 25;

/** The states that the Active tab can be narrowed to. */
export const activeStatuses = ['DEVELOPMENT', 'TRANSFER_PENDING', 'AWAITING_PLAN', 'COLLABORATOR'] as const;
const sorts = ['NEWEST', 'OLDEST', 'NAME', 'NAME_REVERSED'] as const;

/** What the address of the list says. */
export const accountsSearch = v.object({
  archived: flag,
  status: listOf(activeStatuses),
  search: text,
  sort: oneOf(sorts),
  after: text,
  before: text,
  create: flag,
  way: oneOf(['development', 'access']),
});

export type CreateWay = 'development' | 'access';
export type AccountsSearch = v.InferOutput<typeof accountsSearch>;

/** The question to the API that an address stands for. */
export function accountsVariables({
  archived,
  status,
  search,
  sort,
  after,
  before,
}: AccountsSearch): AccountsVariables {
  const page = before ? { last: pageSize, before } : { first: pageSize, after };
  return {
    filter: { archived: archived ?? false, status: archived ? undefined : status, search: search || undefined },
    sort: sort ?? 'NEWEST',
    ...page,
  };
}

/** Where the server writes the same list as CSV. */
export function accountsCsv({ archived, status, search, sort }: AccountsSearch): string {
  const params = new URLSearchParams();
  for (const each of archived ? [] : (status ?? [])) params.append('status', each);
  if (search) params.set('search', search);
  if (archived) params.set('archived', 'true');
  if (sort) params.set('sort', sort);
  const query = params.toString();
  return query ? `/files/accounts.csv?${query}` : '/files/accounts.csv';
}

export function isFiltered({ status, search }: AccountsSearch): boolean {
  return Boolean(search) || (status?.length ?? 0) > 0;
}
