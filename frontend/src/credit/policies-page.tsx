import { IconPlus, IconScale } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { type ResultOf, readFragment } from 'gql.tada';
import { lazy, Suspense } from 'react';
import { useQuery } from 'urql';
import { calendarDate } from '~/lib/format';
import { useMay } from '~/lib/session';
import { SkeletonRows } from '~/ui/data-table';
import { EmptyState } from '~/ui/empty-state';
import { Failure } from '~/ui/failure';
import { ButtonLink } from '~/ui/links';
import { Page, Panel } from '~/ui/page';
import { Sections } from '~/ui/sections';
import { Bullets } from '~/ui/steps';
import { PolicyFragment } from './credit.queries';
import { CreditPoliciesQuery } from './policies.queries';
import { isFromTheStart } from './start';
import { policyTexts, policiesTexts as texts } from './texts';
import { VersionList } from './version-list';

// Few visits publish.
const PolicyForm = lazy(() => import('./policy-form'));

export type Version = ResultOf<typeof PolicyFragment> & { note: string | null };

/** For operators: the policy in force, its versions, and the next one. */
export function PoliciesPage({ publish }: { publish?: boolean }) {
  const mayEdit = useMay('EDIT_CREDIT_POLICY');
  const [{ data, error }, ask] = useQuery({ query: CreditPoliciesQuery });
  if (error && !data) return <Failure whole error={error} onRetry={() => ask({ requestPolicy: 'network-only' })} />;
  const versions = data?.creditPolicies.nodes.map((node) => ({
    ...readFragment(PolicyFragment, node),
    note: node.note,
  }));
  const forms = mayEdit && publish;
  return (
    <Page title={texts.title} lead={texts.lead} actions={mayEdit && !publish && <PublishLink />}>
      <Sections>
        {forms && versions && <FormPanel current={versions[0]} />}
        {versions ? (
          <>
            {!forms && <Current policy={versions[0]} />}
            <VersionList versions={versions} />
          </>
        ) : (
          <Panel flush>
            <SkeletonRows rows={4} />
          </Panel>
        )}
      </Sections>
    </Page>
  );
}

function PublishLink() {
  return (
    <ButtonLink to="/operator/credit-policy" search={{ publish: true }} leftSection={<IconPlus size={16} />}>
      {texts.edit}
    </ButtonLink>
  );
}

function FormPanel({ current }: { current?: Version }) {
  const navigate = useNavigate();
  return (
    <Suspense fallback={<SkeletonRows rows={4} />}>
      <PolicyForm current={current} onClose={() => navigate({ to: '/operator/credit-policy' })} />
    </Suspense>
  );
}

function Current({ policy }: { policy?: Version }) {
  if (!policy) {
    return (
      <Panel flush>
        <EmptyState icon={<IconScale />} title={policyTexts.none.title}>
          {policyTexts.none.text}
        </EmptyState>
      </Panel>
    );
  }
  const { version, publishedAt, words } = policy;
  const title = isFromTheStart(publishedAt)
    ? texts.currentFromTheStart(version)
    : texts.current(version, calendarDate(publishedAt));
  return (
    <Panel title={title}>
      <Bullets points={[...words]} />
    </Panel>
  );
}
