import { Button } from '@mantine/core';
import { IconCloudOff, IconLock, IconRefreshAlert } from '@tabler/icons-react';
import type { CombinedError } from '@urql/core';
import { errorCode, whenToRetry } from '~/lib/errors';
import { EmptyState } from './empty-state';
import { failureTexts, uiTexts } from './texts';

const icons = { NETWORK: <IconCloudOff />, FORBIDDEN: <IconLock /> };

type Props = { error: CombinedError; onRetry?: () => void; whole?: boolean };

/** What a page shows instead of its data: what failed, and the way on. */
export function Failure({ error, onRetry, whole }: Props) {
  const code = errorCode(error);
  const { title, advice } = failureTexts[code];
  return (
    <EmptyState
      live
      whole={whole}
      icon={code === 'NETWORK' || code === 'FORBIDDEN' ? icons[code] : <IconRefreshAlert />}
      title={title}
      action={
        onRetry && code !== 'FORBIDDEN' ? (
          <Button variant="default" onClick={onRetry}>
            {uiTexts.retry}
          </Button>
        ) : undefined
      }
    >
      {advice}
      {whenToRetry(error)}
    </EmptyState>
  );
}

export function NoRight() {
  const { title, advice } = failureTexts.FORBIDDEN;
  return (
    <EmptyState whole icon={<IconLock />} title={title}>
      {advice}
    </EmptyState>
  );
}
