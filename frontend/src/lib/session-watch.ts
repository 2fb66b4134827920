import { type Client, createRequest, type Operation, type OperationResult } from '@urql/core';
import { SessionQuery } from './session.queries';

const everyMilliseconds = 20_000;

type Told = { onEnded: () => void; onChanged: () => void };

/**
 * Asks now and then who is signed in, while a page is looked at, and tells when that is nobody any more (a member was
 * removed, or signed out elsewhere), or somebody else (another tab went to another partner).
 */
export function sessionWatch({ onEnded, onChanged }: Told) {
  const { key } = createRequest(SessionQuery, {});
  let timer: ReturnType<typeof setTimeout> | undefined;
  let known: string | undefined;

  function askLater(client: Client, operation: Operation): void {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (document.visibilityState === 'hidden') return askLater(client, operation);
      const context = { ...operation.context, requestPolicy: 'network-only' as const };
      client.reexecuteOperation(client.createRequestOperation('query', operation, context));
    }, everyMilliseconds);
  }

  return {
    /** The page that showed it is gone. */
    note(operation: Operation): void {
      if (operation.key === key && operation.kind === 'teardown') clearTimeout(timer);
    },
    see({ operation, data }: OperationResult, client: Client): void {
      if (operation.key !== key) return;
      const viewer = data?.viewer;
      if (viewer === null) {
        clearTimeout(timer);
        if (known) onEnded();
        known = undefined;
        return;
      }
      const person: string | undefined = viewer?.member?.id ?? viewer?.operator?.id ?? known;
      if (known && person !== known) onChanged();
      known = person;
      // Also after a failure: the next try may come through.
      if (known) askLater(client, operation);
    },
  };
}
