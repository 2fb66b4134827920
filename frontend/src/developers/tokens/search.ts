import * as v from 'valibot';
import { text } from '~/lib/search-params';

/** What the address says: the dialog, and the `id` of the token or the client that it revokes. */
export const tokensSearch = v.object({ dialog: text, id: text });

export type TokensSearch = v.InferOutput<typeof tokensSearch>;
