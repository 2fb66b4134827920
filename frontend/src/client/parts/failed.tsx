import { IconCloudOff, IconRefresh } from '@tabler/icons-react';
import { useState } from 'react';
import type { Failure } from '../ask';
import { failureText, frameTexts } from '../texts';
import { Button } from './button';
import { Frame } from './frame';
import { Screen } from './screen';

/** Instead of a page whose data could not be had: why, and another try. */
export function Failed({ failure, onRetry }: { failure: Failure; onRetry: () => Promise<void> }) {
  const [trying, setTrying] = useState(false);
  const { title, advice } = failureText(failure);

  async function tryAgain() {
    setTrying(true);
    await onRetry();
    setTrying(false);
  }

  return (
    <Frame>
      <div role="alert">
        <Screen title={title} lead={advice} icon={failure.code === 'NETWORK' ? <IconCloudOff /> : <IconRefresh />}>
          <Button onClick={tryAgain} sending={trying}>
            {frameTexts.retry}
          </Button>
        </Screen>
      </div>
    </Frame>
  );
}
