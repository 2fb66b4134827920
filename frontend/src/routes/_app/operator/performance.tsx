import { createFileRoute } from '@tanstack/react-router';
import { PerformancePage } from '~/performance/performance-page';
import { performanceSearch } from '~/performance/search';
import { Permitted } from '~/shell/permitted';

export const Route = createFileRoute('/_app/operator/performance')({
  validateSearch: performanceSearch,
  component: function Performance() {
    return (
      <Permitted needs="VIEW_REWARDS">
        <PerformancePage path="/operator/performance" search={Route.useSearch()} />
      </Permitted>
    );
  },
});
