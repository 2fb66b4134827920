import { createFileRoute } from '@tanstack/react-router';
import { PoliciesPage } from '~/credit/policies-page';
import { creditPolicySearch } from '~/credit/search';
import { Permitted } from '~/shell/permitted';

export const Route = createFileRoute('/_app/operator/credit-policy')({
  validateSearch: creditPolicySearch,
  component: function CreditPolicy() {
    return (
      <Permitted needs="VIEW_CREDIT_POLICY">
        <PoliciesPage publish={Route.useSearch().publish} />
      </Permitted>
    );
  },
});
