import type { ResultOf } from 'gql.tada';
import { absoluteTime, formatMoney } from '~/lib/format';
import { percentOf } from '~/lib/percent';
import { useProgramDate } from '~/lib/program-days';
import { Tag } from '~/ui/tag';
import type { RewardFragment } from './rewards.queries';
import { rewardsTexts as texts } from './texts';

export type Reward = ResultOf<typeof RewardFragment>;

/** "20 % of €100.00", or what else it is for. */
export function whatFor({ kind, rateBps, baseAmount }: Reward): string {
  if (kind !== 'SHARE' || rateBps == null || !baseAmount) return texts.kinds[kind];
  return texts.share(`${percentOf(rateBps)} %`, formatMoney(baseAmount));
}

/** Where the reward stands. */
export function Standing({ row: { status, availableAt, leftAmount } }: { row: Reward }) {
  const programDate = useProgramDate();
  if (status === 'PENDING') {
    return (
      <Tag>
        <time dateTime={availableAt} title={absoluteTime(availableAt)}>
          {texts.heldUntil(programDate(availableAt))}
        </time>
      </Tag>
    );
  }
  if (status === 'AVAILABLE' && Number(leftAmount.amount) < 0) return <Tag tone="attention">{texts.owed}</Tag>;
  return <Tag tone={status === 'AVAILABLE' ? 'good' : undefined}>{texts.statuses[status]}</Tag>;
}
