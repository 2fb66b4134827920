import { Select, type SelectProps } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { useQuery } from 'urql';
import { ChosenPartnerQuery, PartnerChoicesQuery } from '~/lib/partners.queries';
import { uiTexts } from './texts';

type Props = Pick<SelectProps, 'label' | 'aria-label' | 'placeholder' | 'error' | 'clearable' | 'name'> & {
  value: string;
  /** The partner's id, or nothing where the choice was cleared. */
  onChoose: (id: string) => void;
  /** Whether a dialog begins here. */
  autoFocus?: boolean;
};

/** One of all partners, found by parts of the name while it is typed. */
export function PartnerSelect({ value, onChoose, autoFocus = false, ...rest }: Props) {
  const [typed, setTyped] = useState('');
  const [search] = useDebouncedValue(typed.trim(), 250);
  const [{ data }] = useQuery({ query: PartnerChoicesQuery, variables: { search } });
  const [{ data: known }] = useQuery({ query: ChosenPartnerQuery, variables: { id: value }, pause: !value });
  const found = data?.partners.nodes ?? [];
  const chosen = value ? known?.partner : undefined;
  const partners = chosen && !found.some(({ id }) => id === chosen.id) ? [chosen, ...found] : found;
  return (
    <Select
      {...rest}
      searchable
      openOnFocus={false}
      data={partners.map(({ id, name }) => ({ value: id, label: name }))}
      value={value || null}
      onChange={(id) => onChoose(id ?? '')}
      searchValue={typed}
      onSearchChange={setTyped}
      // The server has searched.
      filter={({ options }) => options}
      // Before the answer there is no list yet, and an empty one is none to a screen reader.
      nothingFoundMessage={data && uiTexts.noPartner}
      maxDropdownHeight={240}
      data-autofocus={autoFocus || undefined}
    />
  );
}
