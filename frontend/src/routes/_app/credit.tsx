import { createFileRoute } from '@tanstack/react-router';
import { PolicyPage } from '~/credit/policy-page';
import { Permitted } from '~/shell/permitted';

export const Route = createFileRoute('/_app/credit')({
  component: () => (
    <Permitted needs="VIEW_CREDIT_POLICY">
      <PolicyPage />
    </Permitted>
  ),
});
