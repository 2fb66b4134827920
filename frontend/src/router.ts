import { createRouter, type RouterHistory } from '@tanstack/react-router';
import { createClient } from '~/lib/client';
import { parseSearch, stringifySearch } from '~/lib/search-params';
import { routeTree } from './routeTree.gen';

export function createPortalRouter(history?: RouterHistory) {
  return createRouter({
    routeTree,
    history,
    context: { client: createClient(), resetClient: () => {} },
    parseSearch,
    stringifySearch,
    defaultPreload: 'intent',
    defaultPreloadStaleTime: 0,
    scrollRestoration: true,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createPortalRouter>;
  }
}
