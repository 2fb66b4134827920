import { createFileRoute, redirect } from '@tanstack/react-router';
import { ConsentPage } from '~/consent/consent-page';
import { loadSession } from '~/lib/session';

export const Route = createFileRoute('/_public/oauth/authorize')({
  beforeLoad: async ({ context, location }) => {
    const { viewer } = await loadSession(context.client);
    if (!viewer) throw redirect({ to: '/login', search: { next: location.href } });
  },
  component: function Authorize() {
    // As it came: the server reads it once more, and what a browser parses it does not.
    return <ConsentPage query={window.location.search.slice(1)} />;
  },
});
