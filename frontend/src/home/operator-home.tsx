import { IconInbox } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useQuery } from 'urql';
import { bareWebsite } from '~/lib/format';
import { RowTitle, rowLink, SkeletonRows } from '~/ui/data-table';
import { DueTime } from '~/ui/due-time';
import { EmptyState } from '~/ui/empty-state';
import { Failure } from '~/ui/failure';
import { ButtonLink } from '~/ui/links';
import { Panel } from '~/ui/page';
import { Rows } from '~/ui/rows';
import { OperatorHomeQuery } from './home.queries';
import { homeTexts as texts } from './texts';

export function OperatorHome() {
  const [{ data, error }, retry] = useQuery({ query: OperatorHomeQuery });
  if (error && !data) return <Failure error={error} onRetry={() => retry({ requestPolicy: 'network-only' })} />;
  if (!data) {
    return (
      <Panel flush>
        <SkeletonRows rows={5} />
      </Panel>
    );
  }
  const { nodes, totalCount } = data.applications;
  return (
    <Panel
      flush
      title={texts.queue}
      lead={texts.queueLead(totalCount)}
      actions={
        <ButtonLink to="/operator/applications" variant={totalCount > 0 ? 'filled' : 'default'}>
          {texts.openQueue}
        </ButtonLink>
      }
    >
      {nodes.length === 0 ? (
        <EmptyState icon={<IconInbox />} title={texts.queueEmpty.title}>
          {texts.queueEmpty.text}
        </EmptyState>
      ) : (
        <Rows label={texts.queue}>
          {nodes.map(({ id, companyName, website, dueAt, overdue }) => ({
            key: id,
            start: (
              <RowTitle detail={bareWebsite(website)}>
                <Link to="/operator/applications/$id" params={{ id }} className={rowLink}>
                  {companyName}
                </Link>
              </RowTitle>
            ),
            end: <DueTime dueAt={dueAt} overdue={overdue} />,
          }))}
        </Rows>
      )}
    </Panel>
  );
}
