import { createFileRoute } from '@tanstack/react-router';
import { OperatorLeadsPage } from '~/leads/operator-leads-page';
import { leadsSearch } from '~/leads/search';
import { Permitted } from '~/shell/permitted';

export const Route = createFileRoute('/_app/operator/leads')({
  validateSearch: leadsSearch,
  component: function Leads() {
    return (
      <Permitted needs="VIEW_LEADS">
        <OperatorLeadsPage search={Route.useSearch()} />
      </Permitted>
    );
  },
});
