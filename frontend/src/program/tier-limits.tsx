import { TextInput } from '@mantine/core';
import type { ResultOf } from 'gql.tada';
import { FieldRow } from '~/ui/form';
import type { ProgramQuery } from './program.queries';
import { programTexts as texts } from './texts';

type Program = ResultOf<typeof ProgramQuery>['program'];
/** How many open leads each tier may have, as it is typed; empty where it has no limit of its own. */
export type TierLimitRow = { tier: string; openLeads: string };

/** The tiers of the plan in their order, then others that a limit is kept for. */
export function tierLimitsOf({ rewardPlan, openLeadsByTier }: Program): TierLimitRow[] {
  const kept = new Map(openLeadsByTier.map(({ tier, openLeads }) => [tier, String(openLeads)]));
  const names = new Set([...(rewardPlan?.tiers ?? []).map(({ name }) => name), ...kept.keys()]);
  return [...names].map((tier) => ({ tier, openLeads: kept.get(tier) ?? '' }));
}

/** What is wrong with them as they are typed; null where each is a whole number or empty. */
export function tierLimitsProblem(limits: readonly TierLimitRow[]): string | null {
  const unread = limits.find(({ openLeads }) => !/^\d{0,5}$/.test(openLeads.trim()));
  return unread ? texts.tierLimitWrong(unread.tier) : null;
}

/** What is sent of them, where nothing is wrong with any. */
export function tierLimitsInput(limits: readonly TierLimitRow[]) {
  const given = limits.filter(({ openLeads }) => openLeads.trim());
  return given.map(({ tier, openLeads }) => ({ tier, openLeads: Number(openLeads) }));
}

type Props = { limits: readonly TierLimitRow[]; usual: string; onChange: (limits: TierLimitRow[]) => void };

/** One field for each tier; `usual` is what holds where one is left empty. */
export function TierLimits({ limits, usual, onChange }: Props) {
  if (limits.length === 0) return null;
  return (
    <FieldRow>
      {limits.map(({ tier, openLeads }) => (
        <TextInput
          key={tier}
          label={texts.openLeadsOf(tier)}
          placeholder={usual}
          inputMode="numeric"
          value={openLeads}
          onChange={({ currentTarget: { value } }) =>
            onChange(limits.map((row) => (row.tier === tier ? { tier, openLeads: value } : row)))
          }
        />
      ))}
    </FieldRow>
  );
}
