import { absoluteTime, formatMoney } from '~/lib/format';
import { useProgramDate } from '~/lib/program-days';
import { useMay } from '~/lib/session';
import { Facts } from '~/ui/facts';
import { TextLink } from '~/ui/links';
import { Panel } from '~/ui/page';
import type { RewardDetail } from './reward-page';
import type { Reward } from './reward-standing';
import { rewardsTexts, rewardTexts as texts } from './texts';

/** The payment, and what became of what it earned; nothing is said of what is not. */
export function RewardFacts({ detail, row }: { detail: RewardDetail; row: Reward }) {
  const programDate = useProgramDate();
  const { account, amount, baseAmount, reversedAmount, leftAmount, occurredAt, availableAt, reason } = row;
  const { withdrawnAmount, paidAmount } = detail;
  return (
    <Panel title={texts.facts}>
      <Facts
        narrow
        facts={[
          { term: texts.client, value: account && <Client account={account} />, long: true },
          { term: texts.reason, value: reason, long: true },
          { term: texts.payment, value: baseAmount && formatMoney(baseAmount) },
          { term: account ? texts.paidAt : texts.made, value: absoluteTime(occurredAt) },
          { term: texts.earned, value: formatMoney(amount) },
          { term: texts.wentBack, value: someOf(reversedAmount) },
          debtFact(detail.settledAmount),
          { term: texts.inWithdrawal, value: someOf(withdrawnAmount) },
          { term: texts.paidOut, value: someOf(paidAmount) },
          { term: texts.left, value: formatMoney(leftAmount) },
          { term: texts.availableFrom, value: programDate(availableAt) },
        ].filter(({ value }) => value)}
      />
    </Panel>
  );
}

const someOf = (money: Reward['amount']) => Number(money.amount) !== 0 && formatMoney(money);

/** What of it met a debt; or, where it made one itself, what of that was met. */
function debtFact({ amount, currencyCode }: Reward['amount']) {
  const made = amount.startsWith('-');
  return {
    term: made ? texts.debtMet : texts.settled,
    value: someOf({ amount: amount.replace('-', ''), currencyCode }),
  };
}

function Client({ account: { id, accountId, name } }: { account: NonNullable<Reward['account']> }) {
  const words = name ?? rewardsTexts.account(accountId);
  if (!useMay('VIEW_ACCOUNTS')) return words;
  return (
    <TextLink to="/accounts/$id" params={{ id }}>
      {words}
    </TextLink>
  );
}
