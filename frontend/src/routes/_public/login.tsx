import { createFileRoute, redirect } from '@tanstack/react-router';
import * as v from 'valibot';
import { flag, safePath, text } from '~/lib/search-params';
import { loadSession } from '~/lib/session';
import { LoginPage } from '~/session/login-page';

export const Route = createFileRoute('/_public/login')({
  validateSearch: v.object({ next: text, ended: flag, outside: text }),
  beforeLoad: async ({ context, search }) => {
    const { viewer } = await loadSession(context.client);
    if (viewer) throw redirect({ href: safePath(search.next) });
  },
  component: function Login() {
    return <LoginPage {...Route.useSearch()} />;
  },
});
