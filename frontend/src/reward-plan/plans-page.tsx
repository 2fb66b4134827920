import { IconPlus } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { type ResultOf, readFragment } from 'gql.tada';
import { lazy, Suspense } from 'react';
import { useQuery } from 'urql';
import { useProgramDate } from '~/lib/program-days';
import { useMay } from '~/lib/session';
import { SkeletonRows } from '~/ui/data-table';
import { Failure } from '~/ui/failure';
import { ButtonLink } from '~/ui/links';
import { Page, Panel } from '~/ui/page';
import { Sections } from '~/ui/sections';
import { Bullets } from '~/ui/steps';
import { RewardPlanFragment, RewardPlansQuery } from './plans.queries';
import { plansTexts as texts } from './texts';
import { VersionList } from './version-list';

// Few visits publish.
const PlanForm = lazy(() => import('./plan-form'));

export type Plan = ResultOf<typeof RewardPlanFragment>;

/** The first version of an installation holds since ever, which the API tells as the first second of 1970. */
export const isFromTheStart = ({ holdsFrom }: Plan) => Date.parse(holdsFrom) <= 0;

/** For operators: the plan in force, its versions, and the next one. */
export function PlansPage({ publish }: { publish?: boolean }) {
  const navigate = useNavigate();
  const mayEdit = useMay('EDIT_REWARD_PLAN');
  const [{ data, error }, ask] = useQuery({ query: RewardPlansQuery });
  if (error && !data) return <Failure whole error={error} onRetry={() => ask({ requestPolicy: 'network-only' })} />;
  const plans = readFragment(RewardPlanFragment, data?.rewardPlans.nodes ?? []);
  const current = plans.find(({ id }) => id === data?.program.rewardPlan?.id);
  const [newest] = plans;
  const writes = mayEdit && publish;
  return (
    <Page title={texts.title} lead={texts.lead} actions={mayEdit && !publish && <PublishLink />}>
      <Sections>
        {!newest || !current ? (
          <Panel flush>
            <SkeletonRows rows={4} />
          </Panel>
        ) : writes ? (
          <Suspense fallback={<SkeletonRows rows={4} />}>
            <PlanForm newest={newest} onClose={() => navigate({ to: '/operator/reward-plan' })} />
          </Suspense>
        ) : (
          <Current plan={current} />
        )}
        {current && <VersionList plans={plans} current={current} />}
      </Sections>
    </Page>
  );
}

function PublishLink() {
  return (
    <ButtonLink to="/operator/reward-plan" search={{ publish: true }} leftSection={<IconPlus size={16} />}>
      {texts.edit}
    </ButtonLink>
  );
}

function Current({ plan }: { plan: Plan }) {
  const { version, holdsFrom, words } = plan;
  const programDate = useProgramDate();
  const title = isFromTheStart(plan)
    ? texts.currentFromTheStart(version)
    : texts.current(version, programDate(holdsFrom));
  return (
    <Panel title={title}>
      <Bullets points={[...words]} />
    </Panel>
  );
}
