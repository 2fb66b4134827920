import { createFileRoute } from '@tanstack/react-router';
import { prefetch } from '~/lib/prefetch';
import { JoinPage } from '~/session/join-page';
import { InvitationOfferQuery } from '~/session/session.queries';

export const Route = createFileRoute('/_public/join/$token')({
  loader: ({ context, params }) => prefetch(context.client, InvitationOfferQuery, { token: params.token }),
  component: function Join() {
    return <JoinPage token={Route.useParams().token} />;
  },
});
