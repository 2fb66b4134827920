import type { AnyVariables, Client, DocumentInput } from '@urql/core';

/**
 * Asks for what a page will show while its code is still on the way, and refreshes what is known already.
 * The page itself reads the answer, and tells of failures.
 */
export function prefetch<Data, Variables extends AnyVariables>(
  client: Client,
  query: DocumentInput<Data, Variables>,
  variables: Variables,
): void {
  void client.query(query, variables, { requestPolicy: 'cache-and-network' }).toPromise();
}
