import { IconScale } from '@tabler/icons-react';
import { type ResultOf, readFragment } from 'gql.tada';
import { useQuery } from 'urql';
import { calendarDate } from '~/lib/format';
import { useMay } from '~/lib/session';
import { EmptyState } from '~/ui/empty-state';
import { evidenceTexts } from '~/ui/evidence-texts';
import { Facts } from '~/ui/facts';
import { Failure } from '~/ui/failure';
import { ButtonLink } from '~/ui/links';
import { Columns, Page, Panel } from '~/ui/page';
import { SkeletonLines } from '~/ui/skeleton-lines';
import { Bullets, Steps } from '~/ui/steps';
import { CreditPolicyQuery, PolicyFragment } from './credit.queries';
import { isFromTheStart } from './start';
import { policyTexts as texts } from './texts';

type Policy = ResultOf<typeof PolicyFragment>;

/** The credit policy in force, for whoever is measured by it. */
export function PolicyPage() {
  const [{ data, error }, ask] = useQuery({ query: CreditPolicyQuery });
  if (error && !data) return <Failure whole error={error} onRetry={() => ask({ requestPolicy: 'network-only' })} />;
  const policy = readFragment(PolicyFragment, data?.program.creditPolicy ?? null);
  return (
    <Page title={texts.title} lead={texts.lead}>
      {!data ? (
        <Panel>
          <SkeletonLines lines={8} />
        </Panel>
      ) : policy ? (
        <PolicyInWords policy={policy} />
      ) : (
        <Panel flush>
          <EmptyState icon={<IconScale />} title={texts.none.title}>
            {texts.none.text}
          </EmptyState>
        </Panel>
      )}
    </Page>
  );
}

function PolicyInWords({ policy }: { policy: Policy }) {
  const { version, publishedAt, order, referralDays, leadDays, protection, words } = policy;
  return (
    <Columns
      aside={
        <>
          <CheckPanel />
          <Panel title={texts.facts}>
            <Facts
              stacked
              facts={[
                { term: texts.referralDays, value: texts.days(referralDays) },
                { term: texts.leadDays, value: texts.days(leadDays) },
                { term: texts.protection, value: protection ? texts.on : texts.off },
              ]}
            />
          </Panel>
        </>
      }
    >
      <Panel title={texts.order} lead={texts.orderLead}>
        <Steps steps={order.filter((kind) => kind !== 'DIRECT').map((kind) => evidenceTexts[kind])} />
      </Panel>
      <Panel
        title={texts.rules}
        lead={
          isFromTheStart(publishedAt) ? texts.fromTheStart(version) : texts.version(version, calendarDate(publishedAt))
        }
      >
        <Bullets points={[...words]} />
      </Panel>
    </Columns>
  );
}

function CheckPanel() {
  const mayCheck = useMay('CHECK_CREDIT');
  if (!mayCheck) return null;
  return (
    <Panel title={texts.check} lead={texts.checkText}>
      <ButtonLink to="/credit-check">{texts.openCheck}</ButtonLink>
    </Panel>
  );
}
