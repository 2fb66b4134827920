import { Group } from '@mantine/core';
import type { ReactNode } from 'react';

/** Two ways on, beside each other. */
export function ButtonPair({ children }: { children: ReactNode }) {
  return (
    <Group gap={8} wrap="nowrap" display="inline-flex">
      {children}
    </Group>
  );
}
