import { createFileRoute, Outlet } from '@tanstack/react-router';
import { PublicShell } from '~/shell/public-shell';

export const Route = createFileRoute('/_public')({
  component: () => (
    <PublicShell>
      <Outlet />
    </PublicShell>
  ),
});
