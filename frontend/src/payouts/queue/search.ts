import * as v from 'valibot';
import { oneOf, text } from '~/lib/search-params';
import { pageVariables } from '../search';

export const queueViews = ['REQUESTED', 'APPROVED', 'PROCESSING', 'PAID', 'ENDED'] as const;

export type QueueView = (typeof queueViews)[number];

/** What the address of the operators' list says; without `view` it shows what waits for approval. */
export const queueSearch = v.object({ view: oneOf(queueViews), after: text, before: text });

export type QueueSearch = v.InferOutput<typeof queueSearch>;

const ended = ['REJECTED', 'FAILED', 'RETURNED', 'CANCELLED'] as const;

export function queueVariables({ view = 'REQUESTED', ...page }: QueueSearch) {
  return { filter: { status: view === 'ENDED' ? [...ended] : [view] }, ...pageVariables(page) };
}
