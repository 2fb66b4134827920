import type { VariablesOf } from 'gql.tada';
import type { CurrencyCode } from '~/lib/choices';
import { isDay, startOfDay } from '~/lib/days';
import { basisPoints, percentOf } from '~/lib/percent';
import type { PublishRewardPlan, RewardPlanDraftQuery } from './plans.queries';
import type { Plan } from './plans-page';
import { planFormTexts as texts } from './texts';

/** An amount in one currency, and a step by paying clients, as they are typed. */
export type AmountRow = { currencyCode: CurrencyCode; amount: string };
export type TierRow = { name: string; from: string; share: string };
export type AmountLists = { bonuses: AmountRow[]; minimums: AmountRow[]; limits: AmountRow[]; tiers: TierRow[] };
export type PlanInput = VariablesOf<typeof PublishRewardPlan>['input'];
export type DraftInput = VariablesOf<typeof RewardPlanDraftQuery>['input'];

export type PlanValues = {
  share: string;
  months: string;
  forLife: boolean;
  holdDays: string;
  holdsFrom: string;
  note: string;
};

const amountForm = /^\d+(\.\d+)?$/;

const bpsOf = (percent: string) => Math.round(Number(percent) * basisPoints);

export const shareProblem = (value: string) =>
  /^\d{1,3}(\.\d{1,2})?$/.test(value.trim()) && Number(value) <= 100 ? null : texts.shareWrong;

const monthsProblem = wholeNumber(1, 120, texts.monthsWrong);
export const holdDaysProblem = wholeNumber(0, 365, texts.daysWrong);

export const holdsFromProblem = (day: string) => (!day || isDay(day) ? null : texts.holdsFromWrong);

/** What is wrong with the months; nothing where none count, since it is earned as long as the client pays. */
export const monthsProblemOf = ({ forLife, months }: PlanValues) => (forLife ? null : monthsProblem(months));

/** A rule for a whole number within bounds, said in these words. */
function wholeNumber(least: number, most: number, words: string) {
  return (value: string) =>
    /^\d{1,3}$/.test(value.trim()) && Number(value) >= least && Number(value) <= most ? null : words;
}

export function valuesOf({ rateBps, months, holdDays }: Plan): PlanValues {
  return {
    share: percentOf(rateBps),
    months: months === null ? '12' : String(months),
    forLife: months === null,
    holdDays: String(holdDays),
    holdsFrom: '',
    note: '',
  };
}

export function listsOf(plan: Plan): AmountLists {
  const rows = (amounts: Plan['minimumWithdrawals']) =>
    amounts.map(({ currencyCode, amount }) => ({ currencyCode, amount: amount.amount }));
  return {
    bonuses: rows(plan.firstPaymentBonuses),
    minimums: rows(plan.minimumWithdrawals),
    limits: rows(plan.adjustmentLimits),
    tiers: plan.tiers.map((tier) => ({
      name: tier.name,
      from: String(tier.fromPayingClients),
      share: percentOf(tier.rateBps),
    })),
  };
}

/** What is wrong with the lists as they were typed; nothing where all can be read. */
export function listProblems({ tiers, ...amounts }: AmountLists): string[] {
  const lists = Object.values(amounts);
  const unread = lists.some((rows) => rows.some(({ amount }) => !amountForm.test(amount.trim())));
  const twice = lists.some((rows) => new Set(rows.map(({ currencyCode }) => currencyCode)).size < rows.length);
  const tierUnread = tiers.some(
    ({ name, from, share }) => !name.trim() || !/^\d{1,9}$/.test(from.trim()) || shareProblem(share) !== null,
  );
  return [...(unread || twice ? [texts.amountWrong] : []), ...(tierUnread ? [texts.tierWrong] : [])];
}

/** What is sent; the days are those of the program's time zone. */
export function planInput(values: PlanValues, lists: AmountLists, timeZone: string): PlanInput {
  return {
    ...settingsInput(values, lists),
    holdsFrom: values.holdsFrom ? startOfDay(values.holdsFrom, timeZone) : null,
    note: values.note.trim() || null,
  };
}

/** The settings wholly, so that nothing falls back to what is given by default. */
function settingsInput(values: PlanValues, { bonuses, minimums, limits, tiers }: AmountLists) {
  const sums = (rows: AmountRow[]) => rows.map(({ amount, currencyCode }) => ({ amount: amount.trim(), currencyCode }));
  return {
    rateBps: bpsOf(values.share),
    months: values.forLife ? null : Number(values.months),
    forLife: values.forLife,
    holdDays: Number(values.holdDays),
    firstPaymentBonuses: sums(bonuses),
    minimumWithdrawals: sums(minimums),
    adjustmentLimits: sums(limits),
    tiers: tiers.map(({ name, from, share }) => ({
      name: name.trim(),
      fromPayingClients: Number(from),
      rateBps: bpsOf(share),
    })),
  };
}

/** The settings alone, as a draft takes them; null while something can't be read. */
export function draftInput(values: PlanValues, lists: AmountLists): DraftInput | null {
  const wrong =
    shareProblem(values.share) ||
    monthsProblemOf(values) ||
    holdDaysProblem(values.holdDays) ||
    listProblems(lists).length > 0;
  return wrong ? null : settingsInput(values, lists);
}
