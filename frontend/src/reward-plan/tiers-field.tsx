import { Button, TextInput } from '@mantine/core';
import { ListField } from '~/ui/list-field';
import type { TierRow } from './plan-values';
import { planFormTexts as texts } from './texts';

/** The steps of the share, the lowest first. */
export function TiersField({ rows, onChange }: { rows: TierRow[]; onChange: (rows: TierRow[]) => void }) {
  const field = (place: number, row: TierRow, of: keyof TierRow, label: string) => (
    <TextInput
      key={of}
      label={place === 0 ? label : undefined}
      aria-label={texts.ofTier(label, place)}
      inputMode={of === 'name' ? undefined : 'decimal'}
      value={row[of]}
      onChange={({ currentTarget: { value } }) =>
        onChange(rows.map((each, other) => (other === place ? { ...each, [of]: value } : each)))
      }
    />
  );
  return (
    <ListField
      label={texts.tiers}
      hint={texts.tiersHint}
      removeLabel={(place) => texts.remove(rows[place]?.name || texts.tierName)}
      onRemove={(place) => onChange(rows.filter((_, each) => each !== place))}
      add={
        <Button variant="default" size="xs" onClick={() => onChange([...rows, { name: '', from: '', share: '' }])}>
          {texts.addTier}
        </Button>
      }
    >
      {rows.map((row, place) => [
        field(place, row, 'name', texts.tierName),
        field(place, row, 'from', texts.tierFrom),
        field(place, row, 'share', texts.tierShare),
      ])}
    </ListField>
  );
}
