import type { ResultOf } from 'gql.tada';
import { formatMoney } from '~/lib/format';
import { useProgramDate } from '~/lib/program-days';
import { Tile, Tiles } from '~/ui/tiles';
import type { BalanceFragment } from './rewards.queries';
import { rewardsTexts as texts } from './texts';

type Balance = ResultOf<typeof BalanceFragment>;
type Money = Balance['available'];

/** What one has in each currency, which are never added up; `next` is when more of it is available, by currency. */
export function Balances({ balances, next }: { balances: readonly Balance[]; next: ReadonlyMap<string, string> }) {
  const programDate = useProgramDate();
  const nextDay = (currencyCode: string) => {
    const at = next.get(currencyCode);
    return at && programDate(at);
  };
  return (
    <>
      {balances.map((balance) => (
        <Tiles key={balance.currencyCode} label={`${texts.balances}: ${balance.currencyCode}`}>
          <Sum label={texts.available} sum={balance.available} detail={texts.availableDetail} main />
          <Sum
            label={texts.pending}
            sum={balance.pending}
            detail={pendingDetail(balance, nextDay(balance.currencyCode))}
          />
          {isSome(balance.debt) && <Sum label={texts.debt} sum={balance.debt} detail={texts.debtDetail} />}
          <Sum label={texts.inWithdrawal} sum={balance.inWithdrawal} detail={texts.inWithdrawalDetail} />
          <Sum label={texts.paid} sum={balance.paid} detail={texts.paidDetail} />
        </Tiles>
      ))}
    </>
  );
}

function pendingDetail({ pending }: Balance, nextDay?: string): string {
  if (!isSome(pending)) return texts.nothingPending;
  return nextDay ? texts.pendingFrom(nextDay) : texts.pendingDetail;
}

type SumProps = { label: string; sum: Money; detail: string; main?: boolean };

function Sum({ sum, ...rest }: SumProps) {
  return <Tile value={formatMoney(sum)} {...rest} />;
}

const isSome = ({ amount }: Money) => Number(amount) !== 0;
