import { type ResultOf, readFragment } from 'gql.tada';
import type { ReactNode } from 'react';
import { useQuery } from 'urql';
import { formatMoney } from '~/lib/format';
import { useMay } from '~/lib/session';
import { Failure } from '~/ui/failure';
import { TextLink } from '~/ui/links';
import { Columns, Page, Panel } from '~/ui/page';
import { SkeletonLines } from '~/ui/skeleton-lines';
import { Bullets } from '~/ui/steps';
import { TitleLine } from '~/ui/title-line';
import { RewardDetailFragment, RewardQuery } from './reward.queries';
import { RewardFacts } from './reward-facts';
import { Standing, whatFor } from './reward-standing';
import { RewardFragment } from './rewards.queries';
import { rewardsTexts, rewardTexts as texts } from './texts';
import { WaitsFor } from './waits-for';

export type RewardDetail = ResultOf<typeof RewardDetailFragment>;

/** One reward: what became of it, and by which payment, decision and version of the plan it was earned. */
export function RewardPage({ id, notFound }: { id: string; notFound: ReactNode }) {
  const [{ data, error }, ask] = useQuery({ query: RewardQuery, variables: { id } });
  if (error && !data) return <Failure whole error={error} onRetry={() => ask({ requestPolicy: 'network-only' })} />;
  if (!data) {
    return (
      <Page title={rewardsTexts.title} heading={<span />}>
        <Panel>
          <SkeletonLines lines={8} />
        </Panel>
      </Page>
    );
  }
  if (!data.reward) return notFound;
  return <RewardView detail={readFragment(RewardDetailFragment, data.reward)} />;
}

function RewardView({ detail }: { detail: RewardDetail }) {
  const row = readFragment(RewardFragment, detail);
  const sum = formatMoney(row.amount);
  return (
    <Page
      title={sum}
      back={<TextLink to="/rewards">{texts.back}</TextLink>}
      heading={<TitleLine title={sum} badge={<Standing row={row} />} details={[whatFor(row)]} />}
      lead={<WaitsFor row={row} />}
    >
      <Columns asideFirst aside={<RewardFacts detail={detail} row={row} />}>
        {detail.account && <Decision account={detail.account} />}
        {detail.plan && (
          <Panel title={texts.plan(detail.plan.version)}>
            <Bullets points={[...detail.plan.words]} />
          </Panel>
        )}
      </Columns>
    </Page>
  );
}

/** Why the client counts, in the words of the decision, with the way to its evidence. */
function Decision({ account: { id, credit } }: { account: NonNullable<RewardDetail['account']> }) {
  const mayAccounts = useMay('VIEW_ACCOUNTS');
  if (!useMay('VIEW_CREDIT')) return null;
  return (
    <Panel
      title={texts.decision}
      actions={
        mayAccounts && (
          <TextLink to="/accounts/$id" params={{ id }}>
            {texts.evidence}
          </TextLink>
        )
      }
    >
      {credit?.explanation ?? texts.undecided}
    </Panel>
  );
}
