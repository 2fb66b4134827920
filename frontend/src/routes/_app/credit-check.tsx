import { createFileRoute } from '@tanstack/react-router';
import { CheckPage } from '~/credit/check-page';
import { creditCheckSearch } from '~/credit/search';
import { Permitted } from '~/shell/permitted';

export const Route = createFileRoute('/_app/credit-check')({
  validateSearch: creditCheckSearch,
  component: function Check() {
    return (
      <Permitted needs="CHECK_CREDIT" member>
        <CheckPage search={Route.useSearch()} />
      </Permitted>
    );
  },
});
