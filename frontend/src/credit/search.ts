import * as v from 'valibot';
import { flag, text } from '~/lib/search-params';

/** What the address of the check says: what is asked about. */
export const creditCheckSearch = v.object({ q: text });

/** What the address of the operators' policy says. */
export const creditPolicySearch = v.object({ publish: flag });

export type CreditCheckSearch = v.InferOutput<typeof creditCheckSearch>;
