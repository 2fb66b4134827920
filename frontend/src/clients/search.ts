import * as v from 'valibot';
import { oneOf, text } from '~/lib/search-params';

/** What the address of the list says; without `view` it shows every client. */
export const clientsSearch = v.object({ view: oneOf(['counts', 'lost']), after: text, before: text });

export type ClientsSearch = v.InferOutput<typeof clientsSearch>;

const pageSize = 25;

export function clientsVariables({ view, after, before }: ClientsSearch) {
  const credited = view && view === 'counts';
  return before ? { credited, last: pageSize, before } : { credited, first: pageSize, after };
}
