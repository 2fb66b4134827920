import type { ResultOf } from 'gql.tada';
import { formatMoney } from '~/lib/format';
import { readAmount } from '~/lib/money';
import type { WithdrawableQuery } from './payouts.queries';
import { withdrawTexts as texts } from './texts';

type Money = { amount: string; currencyCode: CurrencyCode };
type CurrencyCode = NonNullable<
  NonNullable<ResultOf<typeof WithdrawableQuery>['viewer']>['partner']
>['balances'][number]['currencyCode'];

/** What is available in one currency, and the least of it that can be withdrawn; null where any amount can. */
export type Withdrawable = { available: Money; least: Money | null };

/** The currencies in which something is available. */
export function withdrawableSums({ viewer, program }: ResultOf<typeof WithdrawableQuery>): Withdrawable[] {
  const minimums = program.rewardPlan?.minimumWithdrawals ?? [];
  return (viewer?.partner?.balances ?? [])
    .filter(({ available }) => Number(available.amount) > 0)
    .map(({ available, currencyCode }) => {
      const minimum = minimums.find((each) => each.currencyCode === currencyCode)?.amount;
      return { available, least: minimum && Number(minimum.amount) > 0 ? minimum : null };
    });
}

/** Whether all of it together is as much as has to be withdrawn at once. */
export function reachesLeast({ available, least }: Withdrawable): boolean {
  return !least || Number(available.amount) >= Number(least.amount);
}

/** What is wrong with an amount as it was typed; the server says so too. */
export function amountProblem(typed: string, { available, least }: Withdrawable): string | null {
  const amount = readAmount(typed);
  if (!amount) return texts.amountWrong;
  if (Number(amount) > Number(available.amount)) return texts.tooMuch(formatMoney(available));
  return least && Number(amount) < Number(least.amount) ? texts.tooLittle(formatMoney(least)) : null;
}
