import * as v from 'valibot';
import { oneOf, text } from '~/lib/search-params';

/** What the address of the list says; `id` is the reservation that is to be released. */
export const reservedSearch = v.object({ dialog: oneOf(['reserve', 'release']), id: text, after: text, before: text });

export type ReservedSearch = v.InferOutput<typeof reservedSearch>;
