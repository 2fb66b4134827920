import type { TadaDocumentNode } from 'gql.tada';
import type { graphql } from '~/lib/graphql';

/** A document as it is sent, with the types of its data and its variables. */
export type Operation<Data, Variables> = TadaDocumentNode<Data, Variables>;

/**
 * Types a document from the schema, by types alone: a parser would weigh more than all that these pages ask for.
 * What it gives is the text itself, which `sourceOf` reads.
 */
export const operation = ((source: string) => source) as unknown as typeof graphql;

export function sourceOf<Data, Variables>(document: Operation<Data, Variables>): string {
  return document as unknown as string;
}
