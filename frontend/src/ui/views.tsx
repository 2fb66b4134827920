import { NativeSelect } from '@mantine/core';
import type { ReactNode } from 'react';
import { TabLabel, TabRow, tabClass } from './tabs';
import { useIsPhone } from './use-is-phone';

const mostTabs = 4;

type View<Value> = { value: Value; label: string };
type Props<Value> = {
  label: string;
  views: readonly View<Value>[];
  current: Value;
  /** The link to a view, for the address says which one is open. */
  link: (value: Value, className: string | undefined, words: ReactNode) => ReactNode;
  onChoose: (value: Value) => void;
};

/** The views of a list: tabs, or on phones, where more than four would not fit, a select. */
export function Views<Value extends string>({ label, views, current, link, onChoose }: Props<Value>) {
  const phone = useIsPhone();
  if (phone && views.length > mostTabs) {
    return (
      <NativeSelect
        aria-label={label}
        data={[...views]}
        value={current}
        onChange={({ currentTarget }) => {
          const chosen = views.find(({ value }) => value === currentTarget.value);
          if (chosen) onChoose(chosen.value);
        }}
        flex={1}
      />
    );
  }
  return (
    <TabRow label={label}>
      {views.map((view) => link(view.value, tabClass, <TabLabel key={view.value}>{view.label}</TabLabel>))}
    </TabRow>
  );
}
