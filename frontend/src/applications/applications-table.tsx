import { Link } from '@tanstack/react-router';
import type { ResultOf } from 'gql.tada';
import { bareWebsite } from '~/lib/format';
import { CardFoot, DataTable, RowTitle, rowLink, Subdued } from '~/ui/data-table';
import { DueTime } from '~/ui/due-time';
import { StatusBadge } from '~/ui/status-badge';
import { Time } from '~/ui/time';
import type { ApplicationRowFragment } from './applications.queries';
import { queueTexts as texts } from './texts';

type Application = ResultOf<typeof ApplicationRowFragment>;

export function ApplicationsTable({
  applications,
  waiting,
}: {
  applications: readonly Application[];
  waiting: boolean;
}) {
  return (
    <DataTable
      label={texts.table}
      rows={applications}
      rowKey={({ id }) => id}
      waiting={waiting}
      columns={[
        { id: 'company', header: texts.columns.company, cell: (application) => <Company application={application} /> },
        {
          id: 'contact',
          header: texts.columns.contact,
          cell: ({ contactName, email }) => (
            <>
              {contactName}
              <Subdued>{email}</Subdued>
            </>
          ),
        },
        { id: 'status', header: texts.columns.status, cell: ({ status }) => <StatusBadge status={status} quiet /> },
        { id: 'age', header: texts.columns.age, cell: ({ submittedAt }) => <Time at={submittedAt} /> },
        { id: 'due', header: texts.columns.due, end: true, cell: (application) => <Due application={application} /> },
      ]}
      card={(application) => (
        <>
          <Company application={application} />
          <CardFoot>
            <StatusBadge status={application.status} quiet />
            <Due application={application} />
          </CardFoot>
        </>
      )}
    />
  );
}

function Company({ application: { id, companyName, website } }: { application: Application }) {
  return (
    <RowTitle detail={bareWebsite(website)}>
      <Link to="/operator/applications/$id" params={{ id }} className={rowLink}>
        {companyName}
      </Link>
    </RowTitle>
  );
}

/** Only what waits for the operators is due. */
function Due({ application: { status, dueAt, overdue } }: { application: Application }) {
  return status === 'SUBMITTED' ? <DueTime dueAt={dueAt} overdue={overdue} /> : null;
}
