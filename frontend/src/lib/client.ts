import { Client, fetchExchange, mapExchange } from '@urql/core';
import { cacheExchange } from '@urql/exchange-graphcache';
import { cacheSettings } from './cache';
import { followServerClock } from './clock';
import { errorCode } from './errors';
import { shownQueries } from './refocus';

type Options = { onSignedOut?: () => void; url?: string };

/** A client with an empty cache. A new one is made whenever another person signs in or the clock jumps. */
export function createClient({ onSignedOut, url = '/graphql' }: Options = {}): Client {
  const queries = shownQueries();
  const client = new Client({
    url,
    preferGetMethod: false,
    fetchOptions: { headers: { 'X-Portal-CSRF': '1' }, credentials: 'same-origin' },
    exchanges: [
      mapExchange({
        onOperation: queries.note,
        onResult({ data }) {
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
