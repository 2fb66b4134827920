import { createFileRoute } from '@tanstack/react-router';
import { ReservedPage } from '~/reserved-websites/reserved-page';
import { reservedSearch } from '~/reserved-websites/search';
import { Permitted } from '~/shell/permitted';

export const Route = createFileRoute('/_app/operator/reserved-websites')({
  validateSearch: reservedSearch,
  component: function ReservedWebsites() {
    return (
      <Permitted needs="RESERVE_WEBSITES">
        <ReservedPage search={Route.useSearch()} />
      </Permitted>
    );
  },
});
