import { createFileRoute, Outlet, redirect } from '@tanstack/react-router';
import { loadSession } from '~/lib/session';
import { NotFound } from '~/shell/error-pages';
import { Shell } from '~/shell/shell';

export const Route = createFileRoute('/_app')({
  beforeLoad: async ({ context, location }) => {
    const { viewer } = await loadSession(context.client);
    const next = location.href === '/' ? undefined : location.href;
    if (!viewer) throw redirect({ to: '/login', search: { next } });
    const security = '/settings/security';
    if (viewer.secondFactorMissing && location.pathname !== security) throw redirect({ to: security });
  },
  component: () => (
    <Shell>
      <Outlet />
    </Shell>
  ),
  notFoundComponent: NotFound,
});
