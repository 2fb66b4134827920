import { Popover, TextInput } from '@mantine/core';
import { IconCalendar } from '@tabler/icons-react';
import { calendarDate } from '~/lib/format';
import { FormStack } from '~/ui/form';
import { ToolButton } from '~/ui/toolbar';
import type { AuditSearch } from './search';
import { auditTexts as texts } from './texts';

type Days = Pick<AuditSearch, 'from' | 'to'>;
type Props = { search: Days; onChoose: (change: Days) => void };

/** From which day to which; either may be left open. */
export function DaysFilter({ search: { from, to }, onChoose }: Props) {
  return (
    <Popover position="bottom-end" width={230} trapFocus>
      <Popover.Target>
        <ToolButton
          icon={<IconCalendar size={16} />}
          label={texts.days(from && calendarDate(from), to && calendarDate(to))}
          on={Boolean(from || to)}
        />
      </Popover.Target>
      <Popover.Dropdown aria-label={texts.anyDay}>
        <FormStack>
          <Day label={texts.from} value={from} onChange={(day) => onChoose({ from: day })} />
          <Day label={texts.to} value={to} onChange={(day) => onChoose({ to: day })} />
        </FormStack>
      </Popover.Dropdown>
    </Popover>
  );
}

type DayProps = { label: string; value?: string; onChange: (day?: string) => void };

function Day({ label, value, onChange }: DayProps) {
  return (
    <TextInput
      type="date"
      label={label}
      value={value ?? ''}
      onChange={({ currentTarget }) => onChange(currentTarget.value || undefined)}
    />
  );
}
