import { createFileRoute } from '@tanstack/react-router';
import { prefetch } from '~/lib/prefetch';
import { DomainVerificationQuery } from '~/settings/domain.queries';
import { DomainPage } from '~/settings/domain-page';

export const Route = createFileRoute('/_public/domain/$token')({
  loader: ({ context, params }) => prefetch(context.client, DomainVerificationQuery, { token: params.token }),
  component: function Domain() {
    return <DomainPage token={Route.useParams().token} />;
  },
});
