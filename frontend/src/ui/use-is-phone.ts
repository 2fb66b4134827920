import { useMediaQuery } from '@mantine/hooks';

/** Whether the screen is narrower than a table needs. */
export function useIsPhone(): boolean {
  return useMediaQuery('(max-width: 47.99em)', false, { getInitialValueInEffect: false }) ?? false;
}
