import type { Client, Operation } from '@urql/core';

const leastMilliseconds = 2_000;

/** Keeps what is asked for on the screen, so that it can be asked for again. */
export function shownQueries() {
  const shown = new Map<number, Operation>();
  return {
    note(operation: Operation): void {
      if (operation.kind === 'query') shown.set(operation.key, operation);
      else if (operation.kind === 'teardown') shown.delete(operation.key);
    },
    /** Asks again for all of it when one comes back to the tab: meanwhile a client may have answered. */
    refreshOnFocus(client: Client): void {
      let last = 0;
      function refresh() {
        if (document.visibilityState === 'hidden' || Date.now() - last < leastMilliseconds) return;
        last = Date.now();
        for (const operation of shown.values()) {
          const context = { ...operation.context, requestPolicy: 'cache-and-network' as const };
          client.reexecuteOperation(client.createRequestOperation('query', operation, context));
        }
      }
      window.addEventListener('focus', refresh);
      document.addEventListener('visibilitychange', refresh);
    },
  };
}
