import { Checkbox, Input, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { useQuery } from 'urql';
import { bareWebsite } from '~/lib/format';
import { named } from '~/lib/named';
import { OptionList } from '~/ui/option-list';
import { RemovableChips } from '~/ui/removable-chips';
import { ChoosableAccountsQuery } from './team.queries';
import { fieldTexts as texts } from './texts';
import type { Chosen } from './use-member-form';

type Props = { chosen: readonly Chosen[]; onChange: (chosen: readonly Chosen[]) => void; error?: string };

/** Accounts to choose several of: found by their words, those that are chosen above. */
export function AccountPicker({ chosen, onChange, error }: Props) {
  const [typed, setTyped] = useState('');
  const [search] = useDebouncedValue(typed.trim(), 200);
  const [{ data }] = useQuery({ query: ChoosableAccountsQuery, variables: { search: search || null } });
  const found = data?.accounts.nodes ?? [];
  const more = (data?.accounts.totalCount ?? 0) - found.length;
  const without = (id: string) => chosen.filter((each) => each.id !== id);
  return (
    <div>
      <RemovableChips
        bare
        label={texts.chosenList}
        chips={chosen.map(({ id, name }) => ({ name: id, text: name }))}
        removeLabel={texts.remove}
        onRemove={(id) => onChange(without(id))}
      />
      <TextInput
        type="search"
        name="accountIds"
        aria-label={texts.search}
        placeholder={texts.search}
        leftSection={<IconSearch size={16} />}
        value={typed}
        maxLength={200}
        error={Boolean(error)}
        onChange={({ currentTarget }) => setTyped(currentTarget.value)}
      />
      {error && <Input.Error mt={6}>{error}</Input.Error>}
      <OptionList label={texts.which} after={more > 0 ? texts.more(more) : data && found.length === 0 && texts.nothing}>
        {found.map(named).map(({ id, name, website }) => ({
          key: id,
          content: (
            <Checkbox
              label={name}
              description={bareWebsite(website)}
              styles={{ description: { paddingInlineStart: 'var(--label-offset-start, var(--mantine-spacing-sm))' } }}
              checked={chosen.some((each) => each.id === id)}
              onChange={({ currentTarget }) =>
                onChange(currentTarget.checked ? [...chosen, { id, name }] : without(id))
              }
            />
          ),
        }))}
      </OptionList>
    </div>
  );
}
