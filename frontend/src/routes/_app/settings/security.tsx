import { createFileRoute } from '@tanstack/react-router';
import { prefetch } from '~/lib/prefetch';
import { OutsideLoginsQuery, PasskeysQuery, SessionsQuery, TotpQuery } from '~/security/security.queries';
import { SecurityPage } from '~/security/security-page';

export const Route = createFileRoute('/_app/settings/security')({
  loader: ({ context }) => {
    prefetch(context.client, TotpQuery, {});
    prefetch(context.client, PasskeysQuery, {});
    prefetch(context.client, OutsideLoginsQuery, {});
    return prefetch(context.client, SessionsQuery, {});
  },
  component: SecurityPage,
});
