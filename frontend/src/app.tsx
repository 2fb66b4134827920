import { type RouterHistory, RouterProvider } from '@tanstack/react-router';
import { useState } from 'react';
import { flushSync } from 'react-dom';
import { Provider } from 'urql';
import { createClient } from '~/lib/client';
import { UiProvider } from '~/ui/ui-provider';
import { createPortalRouter } from './router';

/** The whole portal; tests give a history in memory and the address of their server. */
export function App({ history, url }: { history?: RouterHistory; url?: string }) {
  const [router] = useState(() => createPortalRouter(history));
  const [client, setClient] = useState(newClient);

  function newClient() {
    return createClient({ url, onSignedOut: sendToSignIn, onSomebodyElse: startAnew });
  }

  function resetClient() {
    flushSync(() => setClient(newClient()));
  }

  function sendToSignIn() {
    const { pathname, href } = router.latestLocation;
    if (pathname === '/login') return;
    // Not within the answer that tells of it: the old client is still handing it out.
    setTimeout(() => {
      resetClient();
      void router.navigate({ to: '/login', search: { next: href, ended: true } });
    });
  }

  function startAnew() {
    setTimeout(() => {
      resetClient();
      void router.navigate({ to: '/' });
    });
  }

  return (
    <UiProvider>
      <Provider value={client}>
        <RouterProvider router={router} context={{ client, resetClient }} />
      </Provider>
    </UiProvider>
  );
}
