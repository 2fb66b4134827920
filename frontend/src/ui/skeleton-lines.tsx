import { Skeleton, Stack, VisuallyHidden } from '@mantine/core';
import { uiTexts } from './texts';

/** Stands for a text or a form that is on its way. */
export function SkeletonLines({ lines = 4 }: { lines?: number }) {
  return (
    <div role="status">
      <VisuallyHidden>{uiTexts.loading}</VisuallyHidden>
      <Stack gap="md" aria-hidden="true">
        {Array.from({ length: lines }, (_, line) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: these lines are all alike
          <Skeleton key={line} height={14} width={`${[92, 74, 84, 60][line % 4]}%`} />
        ))}
      </Stack>
    </div>
  );
}
