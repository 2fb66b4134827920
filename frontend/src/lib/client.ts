import { Client, fetchExchange, mapExchange } from '@urql/core';
import { cacheExchange } from '@urql/exchange-graphcache';
import { cacheSettings } from './cache';
import { followServerClock } from './clock';
import { errorCode } from './errors';
import { shownQueries } from './refocus';
import { requestOptions } from './request-options';
import { sessionWatch } from './session-watch';

type Options = { onSignedOut?: () => void; onSomebodyElse?: () => void; url?: string };

/** A client with an empty cache. A new one is made whenever another person signs in or the clock jumps. */
export function createClient({ onSignedOut, onSomebodyElse, url = '/graphql' }: Options = {}): Client {
  const queries = shownQueries();
  const watch = sessionWatch({ onEnded: () => onSignedOut?.(), onChanged: () => onSomebodyElse?.() });
  const client: Client = new Client({
    url,
    preferGetMethod: false,
    fetchOptions: requestOptions(),
    exchanges: [
      mapExchange({
        onOperation(operation) {
          queries.note(operation);
          watch.note(operation);
        },
        onResult(result) {
          const { data } = result;
          watch.see(result, client);
          const now = data?.program?.now ?? data?.advanceClock?.now;
          if (typeof now === 'string') followServerClock(now);
        },
        onError(error) {
          if (errorCode(error) === 'UNAUTHENTICATED') onSignedOut?.();
        },
      }),
      cacheExchange(cacheSettings),
      fetchExchange,
    ],
  });
  queries.refreshOnFocus(client);
  return client;
}
