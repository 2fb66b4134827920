import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from 'urql';
import { errorCode } from '~/lib/errors';
import { Failure } from '~/ui/failure';
import { FormProblem } from '~/ui/form';
import { Panel } from '~/ui/page';
import { Sections } from '~/ui/sections';
import { SkeletonLines } from '~/ui/skeleton-lines';
import { Bullets } from '~/ui/steps';
import type { DraftInput } from './plan-values';
import { RewardPlanDraftQuery } from './plans.queries';
import { planPreviewTexts as texts } from './texts';

/** What the settings would change and say, as they are typed; while they can't be read, the last that could be stay. */
export function PlanPreview({ settings }: { settings: DraftInput | null }) {
  const [asked] = useDebouncedValue(settings, 250);
  const [{ data, error }] = useQuery({ query: RewardPlanDraftQuery, variables: { input: asked ?? {} }, pause: !asked });
  const draft = data?.rewardPlanDraft;
  const refused = error && errorCode(error) === 'BAD_USER_INPUT';
  const none = draft?.changes.length === 0;
  return (
    <div aria-live="polite">
      <Sections>
        {refused && <FormProblem messages={error.graphQLErrors.slice(0, 1).map(({ message }) => message)} />}
        {error && !refused && !draft && <Failure error={error} />}
        <Panel title={texts.changes}>
          {draft ? none ? texts.none : <Bullets points={[...draft.changes]} /> : <SkeletonLines lines={2} />}
        </Panel>
        <Panel title={texts.words}>{draft ? <Bullets points={[...draft.words]} /> : <SkeletonLines lines={6} />}</Panel>
      </Sections>
    </div>
  );
}
