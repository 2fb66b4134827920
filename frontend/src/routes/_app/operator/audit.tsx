import { createFileRoute } from '@tanstack/react-router';
import { AuditQuery } from '~/audit/audit.queries';
import { AuditPage } from '~/audit/audit-page';
import { auditSearch, auditVariables } from '~/audit/search';
import { prefetch } from '~/lib/prefetch';
import { Permitted } from '~/shell/permitted';

export const Route = createFileRoute('/_app/operator/audit')({
  validateSearch: auditSearch,
  loaderDeps: ({ search }) => search,
  loader: ({ context, deps }) => prefetch(context.client, AuditQuery, auditVariables(deps)),
  component: function Audit() {
    return (
      <Permitted needs="VIEW_AUDIT_TRAIL">
        <AuditPage search={Route.useSearch()} />
      </Permitted>
    );
  },
});
