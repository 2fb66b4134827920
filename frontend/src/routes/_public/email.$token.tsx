import { createFileRoute } from '@tanstack/react-router';
import { prefetch } from '~/lib/prefetch';
import { EmailChangeQuery } from '~/session/email-change.queries';
import { EmailChangePage } from '~/session/email-change-page';

export const Route = createFileRoute('/_public/email/$token')({
  loader: ({ context, params }) => prefetch(context.client, EmailChangeQuery, { token: params.token }),
  component: function EmailChange() {
    return <EmailChangePage token={Route.useParams().token} />;
  },
});
