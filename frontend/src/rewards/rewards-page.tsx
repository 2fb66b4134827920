import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { type ResultOf, readFragment } from 'gql.tada';
import type { ReactNode } from 'react';
import { useQuery } from 'urql';
import { nextDates } from '~/lib/next-dates';
import { Failure } from '~/ui/failure';
import { Columns, Page, Panel } from '~/ui/page';
import { Sections } from '~/ui/sections';
import { SkeletonLines } from '~/ui/skeleton-lines';
import { Bullets } from '~/ui/steps';
import { Balances } from './balances';
import { EstimatePanel } from './estimate-panel';
import { BalanceFragment, HeldQuery, MoneyQuery } from './rewards.queries';
import { RewardsPanel } from './rewards-panel';
import { type RewardsSearch, rewardsCsv } from './search';
import { rewardsTexts as texts } from './texts';

/** What is done with what one has: the way to withdraw it, and what was. */
type Props = { search: RewardsSearch; actions?: ReactNode; children?: ReactNode };

/** What the partner has in each currency, and every reward that it is made of. */
export function RewardsPage({ search, actions, children }: Props) {
  const [{ data: money, error }, ask] = useQuery({ query: MoneyQuery });
  return (
    <Page
      title={texts.title}
      lead={texts.lead}
      actions={
        <>
          <Export search={search} />
          {actions}
        </>
      }
    >
      <Sections>
        {money ? (
          <Sums money={money} />
        ) : error ? (
          <Failure error={error} onRetry={() => ask({ requestPolicy: 'network-only' })} />
        ) : (
          <Panel>
            <SkeletonLines lines={3} />
          </Panel>
        )}
        {children}
        <RewardsPanel search={search} />
        {money && <Plan money={money} />}
      </Sections>
    </Page>
  );
}

function Export({ search }: { search: RewardsSearch }) {
  return (
    <Button component="a" href={rewardsCsv(search)} download variant="default" leftSection={<IconDownload size={16} />}>
      {texts.exportCsv}
    </Button>
  );
}

type MoneyProps = { money: ResultOf<typeof MoneyQuery> };

const balancesOf = ({ viewer }: MoneyProps['money']) => readFragment(BalanceFragment, viewer?.partner?.balances ?? []);

function Sums({ money }: MoneyProps) {
  const [{ data: held }] = useQuery({ query: HeldQuery });
  return <Balances balances={balancesOf(money)} next={nextDates(held?.rewards.nodes ?? [])} />;
}

/** The plan's words, and what one would earn by them. */
function Plan({ money }: MoneyProps) {
  const { currencyCode, rewardPlan } = money.program;
  if (!rewardPlan) return null;
  return (
    <Columns even aside={<EstimatePanel currency={balancesOf(money)[0]?.currencyCode ?? currencyCode} />}>
      <Panel title={texts.plan}>
        <Bullets points={[...rewardPlan.words]} />
      </Panel>
    </Columns>
  );
}
