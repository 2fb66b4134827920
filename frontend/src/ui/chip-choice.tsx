import { Chip, Group, Input } from '@mantine/core';
import { type ReactNode, useId } from 'react';

type Props = {
  label: string;
  options: readonly string[];
  value: string[];
  onChange: (value: string[]) => void;
  error?: ReactNode;
};

/** A choice of several from a handful. */
export function ChipChoice({ label, options, value, onChange, error }: Props) {
  const id = useId();
  return (
    <Input.Wrapper label={label} labelElement="div" labelProps={{ id }} error={error}>
      <Chip.Group multiple value={value} onChange={onChange}>
        <Group gap="xs" mt={4} role="group" aria-labelledby={id}>
          {options.map((option) => (
            <Chip key={option} value={option} size="sm" variant="outline">
              {option}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
    </Input.Wrapper>
  );
}
