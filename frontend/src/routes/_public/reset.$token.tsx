import { createFileRoute } from '@tanstack/react-router';
import { prefetch } from '~/lib/prefetch';
import { ResetPage } from '~/session/reset-page';
import { PasswordResetQuery } from '~/session/session.queries';

export const Route = createFileRoute('/_public/reset/$token')({
  loader: ({ context, params }) => prefetch(context.client, PasswordResetQuery, { token: params.token }),
  component: function Reset() {
    return <ResetPage token={Route.useParams().token} />;
  },
});
