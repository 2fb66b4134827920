import { createFileRoute } from '@tanstack/react-router';
import { LeadsPage } from '~/leads/leads-page';
import { leadsSearch } from '~/leads/search';
import { Permitted } from '~/shell/permitted';

export const Route = createFileRoute('/_app/leads/')({
  validateSearch: leadsSearch,
  component: function Leads() {
    return (
      <Permitted needs="VIEW_LEADS" member>
        <LeadsPage search={Route.useSearch()} />
      </Permitted>
    );
  },
});
