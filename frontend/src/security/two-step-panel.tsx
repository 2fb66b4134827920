import { Button, Text } from '@mantine/core';
import { IconShieldCheck, IconShieldLock } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useClient, useQuery } from 'urql';
import { useViewer } from '~/lib/session';
import { SessionQuery } from '~/lib/session.queries';
import { ButtonPair } from '~/ui/button-pair';
import { RowTitle } from '~/ui/data-table';
import { FormStack } from '~/ui/form';
import { IconTile } from '~/ui/icons';
import { Notice } from '~/ui/notice';
import { Panel } from '~/ui/page';
import { Rows } from '~/ui/rows';
import { SkeletonLines } from '~/ui/skeleton-lines';
import { Time } from '~/ui/time';
import { TotpQuery } from './security.queries';
import { twoStepTexts as texts } from './texts';

const dialogs = {
  setUp: lazy(() => import('./set-up-dialog')),
  renew: lazy(() => import('./renew-codes-dialog')),
  turnOff: lazy(() => import('./turn-off-dialog')),
};

/** Whether an authenticator app is asked for at sign-in, and what can be done about it. */
export function TwoStepPanel() {
  const [{ data }] = useQuery({ query: TotpQuery });
  const missing = useViewer()?.secondFactorMissing;
  const [open, setOpen] = useState<keyof typeof dialogs>();
  const client = useClient();
  const Dialog = open && dialogs[open];

  function close() {
    setOpen(undefined);
    // Who was let in to set it up alone may do all that his role allows from here on.
    for (const query of [TotpQuery, SessionQuery])
      client.query(query, {}, { requestPolicy: 'network-only' }).toPromise();
  }

  return (
    <Panel title={texts.title}>
      <FormStack>
        {missing && (
          <Notice tone="attention" icon={<IconShieldLock />} title={texts.missing.title}>
            {texts.missing.text}
          </Notice>
        )}
        {!data ? (
          <SkeletonLines lines={2} />
        ) : data.totp ? (
          <>
            <Rows bare label={texts.title}>
              {[{ key: 'totp', start: <Standing {...data.totp} /> }]}
            </Rows>
            <ButtonPair>
              <Button variant="default" onClick={() => setOpen('renew')}>
                {texts.renew}
              </Button>
              <Button variant="default" onClick={() => setOpen('turnOff')}>
                {texts.turnOff}
              </Button>
            </ButtonPair>
          </>
        ) : (
          <>
            <Text size="sm" c="dimmed">
              {texts.off}
            </Text>
            <div>
              <Button onClick={() => setOpen('setUp')}>{texts.setUp}</Button>
            </div>
          </>
        )}
      </FormStack>
      {Dialog && (
        <Suspense>
          <Dialog onClose={close} />
        </Suspense>
      )}
    </Panel>
  );
}

function Standing({ confirmedAt, recoveryCodesLeft }: { confirmedAt: string; recoveryCodesLeft: number }) {
  return (
    <>
      <IconTile tone="good">
        <IconShieldCheck />
      </IconTile>
      <RowTitle
        detail={
          <>
            {texts.since} <Time at={confirmedAt} /> · {texts.left(recoveryCodesLeft)}
          </>
        }
      >
        {texts.on}
      </RowTitle>
    </>
  );
}
