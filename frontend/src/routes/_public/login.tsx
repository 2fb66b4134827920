import { createFileRoute, redirect } from '@tanstack/react-router';
import * as v from 'valibot';
import { flag, place, text, wayOn } from '~/lib/search-params';
import { loadSession } from '~/lib/session';
import { LoginPage } from '~/session/login-page';

export const Route = createFileRoute('/_public/login')({
  validateSearch: v.object({ next: place, ended: flag, again: flag, outside: text }),
  beforeLoad: async ({ context, search }) => {
    const { viewer } = await loadSession(context.client);
    // Whoever is signed in may be asked to do it again, by a program that wants to be sure.
    if (viewer && !search.again) throw redirect(wayOn(search.next));
  },
  component: function Login() {
    return <LoginPage {...Route.useSearch()} />;
  },
});
