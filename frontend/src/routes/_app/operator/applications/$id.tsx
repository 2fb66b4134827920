import { createFileRoute } from '@tanstack/react-router';
import * as v from 'valibot';
import { ApplicationQuery } from '~/applications/applications.queries';
import { ReviewPage } from '~/applications/review-page';
import { prefetch } from '~/lib/prefetch';
import { oneOf } from '~/lib/search-params';
import { NotFound } from '~/shell/error-pages';
import { Permitted } from '~/shell/permitted';

export const Route = createFileRoute('/_app/operator/applications/$id')({
  validateSearch: v.object({ dialog: oneOf(['approve', 'reject', 'ask']) }),
  loader: ({ context, params }) => prefetch(context.client, ApplicationQuery, { id: params.id }),
  component: function Application() {
    const { id } = Route.useParams();
    return (
      <Permitted needs="VIEW_APPLICATIONS">
        <ReviewPage key={id} id={id} dialog={Route.useSearch().dialog} notFound={<NotFound />} />
      </Permitted>
    );
  },
});
