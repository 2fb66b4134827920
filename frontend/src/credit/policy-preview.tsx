import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from 'urql';
import { Failure } from '~/ui/failure';
import { Panel } from '~/ui/page';
import { SkeletonLines } from '~/ui/skeleton-lines';
import { Bullets } from '~/ui/steps';
import { PolicyDraftQuery } from './policies.queries';
import { policiesTexts } from './texts';
import type { usePolicyForm } from './use-policy-form';

/** The words that the settings make, as they are typed; those of the last that could be read stay meanwhile. */
export function PolicyPreview({ settings }: { settings: ReturnType<typeof usePolicyForm>['settings'] }) {
  const [asked] = useDebouncedValue(settings, 250);
  const [{ data, error }] = useQuery({ query: PolicyDraftQuery, variables: { input: asked ?? {} }, pause: !asked });
  return (
    <Panel title={policiesTexts.preview}>
      <div aria-live="polite">
        {data ? (
          <Bullets points={[...data.creditPolicyDraft.words]} />
        ) : error ? (
          <Failure error={error} />
        ) : (
          <SkeletonLines lines={6} />
        )}
      </div>
    </Panel>
  );
}
