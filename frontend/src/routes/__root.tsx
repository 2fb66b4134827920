import { createRootRouteWithContext, Outlet } from '@tanstack/react-router';
import type { Client } from '@urql/core';
import { loadSession } from '~/lib/session';
import { Crashed, NotFoundPage } from '~/shell/error-pages';

type RouterContext = { client: Client; resetClient: () => void };

export const Route = createRootRouteWithContext<RouterContext>()({
  beforeLoad: async ({ context }) => {
    await loadSession(context.client);
  },
  component: Outlet,
  notFoundComponent: NotFoundPage,
  errorComponent: Crashed,
});
