import { useQuery } from 'urql';
import { useMay } from '~/lib/session';
import { Checklist } from '~/ui/checklist';
import { RowTitle } from '~/ui/data-table';
import { Failure } from '~/ui/failure';
import { ButtonLink, TextLink } from '~/ui/links';
import { Notice } from '~/ui/notice';
import { Columns, Page, Panel } from '~/ui/page';
import { SkeletonLines } from '~/ui/skeleton-lines';
import { Video } from '~/ui/video';
import { GettingStartedQuery } from './home.queries';
import { gettingStartedSteps, type Step } from './steps';
import { stepTexts as texts } from './texts';

export function GettingStartedPage() {
  const mayCreate = useMay('CREATE_ACCOUNTS');
  const mayTeam = useMay('EDIT_TEAM');
  const [{ data, error }, retry] = useQuery({ query: GettingStartedQuery });
  if (error && !data) return <Failure whole error={error} onRetry={() => retry({ requestPolicy: 'network-only' })} />;
  const steps = data ? gettingStartedSteps(data.accountCounts, data.team.nodes.length) : [];
  const done = steps.filter((step) => step.done).length;
  const video = data?.program.gettingStartedVideoUrl;
  return (
    <Page title={texts.title} lead={texts.lead}>
      <Columns aside={<GoodToKnow />}>
        {data && done === steps.length && (
          <Notice
            tone="good"
            title={texts.allDone.title}
            actions={
              <ButtonLink to="/accounts" variant="default">
                {texts.toAccounts}
              </ButtonLink>
            }
          >
            {texts.allDone.text}
          </Notice>
        )}
        <Panel title={data ? texts.progress(done, steps.length) : texts.title}>
          {data ? (
            <Checklist
              done={texts.done}
              steps={steps.map((step) => ({
                ...step,
                action: step.action && (step.action.leads === 'invite' ? mayTeam : mayCreate) && (
                  <StepLink {...step.action} />
                ),
              }))}
            />
          ) : (
            <SkeletonLines lines={6} />
          )}
        </Panel>
        {video && (
          <Panel title={texts.video} lead={texts.videoLead}>
            <Video url={video} title={texts.video} open={texts.openVideo} />
          </Panel>
        )}
      </Columns>
    </Page>
  );
}

function StepLink({ label, leads }: NonNullable<Step['action']>) {
  if (leads === 'invite') {
    return (
      <ButtonLink to="/team" search={{ dialog: 'invite' }}>
        {label}
      </ButtonLink>
    );
  }
  return (
    <ButtonLink to="/accounts" search={leads === 'create' ? { create: true } : { status: ['DEVELOPMENT'] }}>
      {label}
    </ButtonLink>
  );
}

function GoodToKnow() {
  const mayLinks = useMay('VIEW_QUICK_LINKS');
  return (
    <Panel title={texts.help}>
      {mayLinks && (
        <RowTitle detail={texts.linksText}>
          <TextLink to="/quick-links">{texts.links}</TextLink>
        </RowTitle>
      )}
      <RowTitle detail={texts.apiText}>
        <TextLink to="/developers/api">{texts.api}</TextLink>
      </RowTitle>
    </Panel>
  );
}
