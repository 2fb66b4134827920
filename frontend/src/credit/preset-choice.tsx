import { NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { useQuery } from 'urql';
import { PolicyPresetsQuery } from './policies.queries';
import type { Version } from './policies-page';
import { policiesTexts } from './texts';
import type { Settings } from './use-policy-form';

const texts = policiesTexts.form;
const presets = ['DEFAULT', 'OMNISEND_STYLE', 'KLAVIYO_STYLE'] as const;
const choices = ['current', ...presets] as const;

/** What to start from; choosing it fills the fields. */
export function PresetChoice({ current, onChoose }: { current?: Version; onChoose: (settings: Settings) => void }) {
  const [{ data }] = useQuery({ query: PolicyPresetsQuery });
  const [chosen, setChosen] = useState<string>(current ? 'current' : 'DEFAULT');

  function choose(name: string) {
    setChosen(name);
    const preset = presets.find((each) => each === name);
    const settings = preset ? data?.[preset] : current;
    if (settings) onChoose(settings);
  }

  return (
    <NativeSelect
      label={texts.preset}
      description={texts.presets[choices.find((each) => each === chosen) ?? 'DEFAULT'].text}
      data={choices
        .filter((name) => name !== 'current' || current)
        .map((name) => ({ value: name, label: texts.presets[name].title }))}
      value={chosen}
      disabled={!data}
      onChange={({ currentTarget }) => choose(currentTarget.value)}
    />
  );
}
