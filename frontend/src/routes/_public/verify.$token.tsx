import { createFileRoute } from '@tanstack/react-router';
import { prefetch } from '~/lib/prefetch';
import { EmailVerificationQuery } from '~/session/account-request.queries';
import { VerifyPage } from '~/session/verify-page';

export const Route = createFileRoute('/_public/verify/$token')({
  loader: ({ context, params }) => prefetch(context.client, EmailVerificationQuery, { token: params.token }),
  component: function Verify() {
    return <VerifyPage token={Route.useParams().token} />;
  },
});
