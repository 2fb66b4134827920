import { createFileRoute } from '@tanstack/react-router';
import { OwnApplicationQuery } from '~/application/application.queries';
import { ApplicationPage } from '~/application/application-page';
import { prefetch } from '~/lib/prefetch';

export const Route = createFileRoute('/_public/application/$token')({
  loader: ({ context, params }) => prefetch(context.client, OwnApplicationQuery, { token: params.token }),
  component: function Application() {
    return <ApplicationPage token={Route.useParams().token} />;
  },
});
