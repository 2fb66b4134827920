import { IconUserQuestion } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useQuery } from 'urql';
import { named } from '~/lib/named';
import { useMay } from '~/lib/session';
import { SkeletonRows } from '~/ui/data-table';
import { Failure } from '~/ui/failure';
import { Figure, Figures } from '~/ui/figures';
import { ButtonLink } from '~/ui/links';
import { Notice } from '~/ui/notice';
import { Panel } from '~/ui/page';
import { ProgressPanel } from '~/ui/progress-panel';
import { CreditPanel } from './credit-panel';
import { MemberHomeQuery } from './home.queries';
import { MoneyPanel } from './money-panel';
import { RecentAccounts } from './recent-accounts';
import { gettingStartedSteps } from './steps';
import { homeTexts as texts } from './texts';
import { WaitingPanel } from './waiting-panel';

const figures = [
  { count: 'development', status: 'DEVELOPMENT' },
  { count: 'transferPending', status: 'TRANSFER_PENDING' },
  { count: 'awaitingPlan', status: 'AWAITING_PLAN' },
  { count: 'collaborator', status: 'COLLABORATOR' },
] as const;

export function MemberHome() {
  const mayCreate = useMay('CREATE_ACCOUNTS');
  const mayTeam = useMay('EDIT_TEAM');
  const mayCheck = useMay('CHECK_CREDIT');
  const mayRewards = useMay('VIEW_REWARDS');
  const [{ data, error }, retry] = useQuery({ query: MemberHomeQuery });
  if (error && !data) return <Failure error={error} onRetry={() => retry({ requestPolicy: 'network-only' })} />;
  if (!data) {
    return (
      <Panel flush>
        <SkeletonRows rows={5} />
      </Panel>
    );
  }
  const people = data.team.nodes;
  const asking = people.filter(({ status }) => status === 'PENDING').length;
  const steps = gettingStartedSteps(data.accountCounts, people.length - asking);
  const done = steps.filter((step) => step.done).length;
  const next = steps.find((step) => !step.done);
  return (
    <>
      {mayTeam && asking > 0 && <ApprovalNotice count={asking} />}
      {next && (
        <ProgressPanel
          title={texts.started}
          lead={texts.startedLead(done, steps.length)}
          done={done}
          all={steps.length}
          action={
            <ButtonLink to="/getting-started" variant="default">
              {texts.goOn}
            </ButtonLink>
          }
        />
      )}
      <Figures label={texts.accounts}>
        {figures.map(({ count, status }) => (
          <Figure
            key={count}
            value={data.accountCounts?.[count] ?? 0}
            label={texts.accountStates[count].label}
            detail={texts.accountStates[count].who}
            status={status}
            link={(className, children) => (
              <Link to="/accounts" search={{ status: [status] }} className={className}>
                {children}
              </Link>
            )}
          />
        ))}
      </Figures>
      {mayRewards && <MoneyPanel />}
      {mayCheck && <CreditPanel />}
      <WaitingPanel />
      <RecentAccounts accounts={data.accounts.nodes.map(named)} mayCreate={mayCreate} />
    </>
  );
}

function ApprovalNotice({ count }: { count: number }) {
  return (
    <Notice
      tone="attention"
      icon={<IconUserQuestion />}
      title={texts.approval(count)}
      actions={
        <ButtonLink to="/team" variant="default">
          {texts.openTeam}
        </ButtonLink>
      }
    >
      {texts.approvalText}
    </Notice>
  );
}
