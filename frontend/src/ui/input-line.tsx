import { Group } from '@mantine/core';
import type { ReactNode } from 'react';

/** A field with its button beside it. */
export function InputLine({ children }: { children: ReactNode }) {
  return (
    <Group gap={8} align="flex-start">
      {children}
    </Group>
  );
}
