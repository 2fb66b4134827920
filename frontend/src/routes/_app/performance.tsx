import { createFileRoute } from '@tanstack/react-router';
import { PerformancePage } from '~/performance/performance-page';
import { performanceSearch } from '~/performance/search';
import { Permitted } from '~/shell/permitted';

export const Route = createFileRoute('/_app/performance')({
  validateSearch: performanceSearch,
  component: function Performance() {
    return (
      <Permitted needs="VIEW_REWARDS" member>
        <PerformancePage path="/performance" search={Route.useSearch()} />
      </Permitted>
    );
  },
});
