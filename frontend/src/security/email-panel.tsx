import { Button, Text } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { useViewer } from '~/lib/session';
import { FormStack } from '~/ui/form';
import { Notice } from '~/ui/notice';
import { Panel } from '~/ui/page';
import { emailTexts as texts } from './texts';

const ChangeEmailDialog = lazy(() => import('./change-email-dialog'));

/** The address one signs in with, and the way to another one. */
export function EmailPanel() {
  const viewer = useViewer();
  const email = viewer?.member?.email ?? viewer?.operator?.email;
  const [asking, setAsking] = useState(false);
  const [sentTo, setSentTo] = useState<string>();

  function sent(address: string) {
    setSentTo(address);
    setAsking(false);
  }

  if (!email) return null;
  return (
    <Panel title={texts.title}>
      <FormStack>
        <Text size="sm" c="dimmed">
          {texts.current(email)}
        </Text>
        {sentTo && (
          <div role="status">
            <Notice tone="good">{texts.sent(sentTo)}</Notice>
          </div>
        )}
        <div>
          <Button variant="default" onClick={() => setAsking(true)}>
            {texts.change}
          </Button>
        </div>
      </FormStack>
      {asking && (
        <Suspense>
          <ChangeEmailDialog onSent={sent} onClose={() => setAsking(false)} />
        </Suspense>
      )}
    </Panel>
  );
}
