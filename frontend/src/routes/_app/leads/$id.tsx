import { createFileRoute } from '@tanstack/react-router';
import { LeadPage } from '~/leads/lead-page';
import { leadSearch } from '~/leads/search';
import { NotFound } from '~/shell/error-pages';
import { Permitted } from '~/shell/permitted';

export const Route = createFileRoute('/_app/leads/$id')({
  validateSearch: leadSearch,
  component: function Lead() {
    const { id } = Route.useParams();
    return (
      <Permitted needs="VIEW_LEADS">
        <LeadPage key={id} id={id} dialog={Route.useSearch().dialog} notFound={<NotFound />} />
      </Permitted>
    );
  },
});
