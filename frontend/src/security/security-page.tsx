import { Button } from '@mantine/core';
import { IconDeviceLaptop, IconDeviceMobile } from '@tabler/icons-react';
import type { ResultOf } from 'gql.tada';
import { useMutation, useQuery } from 'urql';
import { RowTitle, SkeletonRows } from '~/ui/data-table';
import { Failure } from '~/ui/failure';
import { IconTile } from '~/ui/icons';
import { Page, Panel } from '~/ui/page';
import { Rows } from '~/ui/rows';
import { Sections } from '~/ui/sections';
import { failureTexts } from '~/ui/texts';
import { Time } from '~/ui/time';
import { toastDone, toastFailed } from '~/ui/toast';
import { EmailPanel } from './email-panel';
import { GrantsPanel } from './grants-panel';
import { OutsideLoginPanel } from './outside-login-panel';
import { PasskeysPanel } from './passkeys-panel';
import { EndSession, SessionsQuery } from './security.queries';
import { SignOutEverywhere } from './sign-out-everywhere';
import { securityTexts as texts } from './texts';
import { TwoStepPanel } from './two-step-panel';
import { deviceName, readUserAgent } from './user-agent';

type Session = ResultOf<typeof SessionsQuery>['sessions'][number];

export function SecurityPage() {
  const [{ data, error }, retry] = useQuery({ query: SessionsQuery });
  if (error && !data) return <Failure whole error={error} onRetry={() => retry({ requestPolicy: 'network-only' })} />;
  return (
    <Page narrow title={texts.title} lead={texts.lead} actions={<SignOutEverywhere />}>
      <Sections>
        <EmailPanel />
        <TwoStepPanel />
        <PasskeysPanel />
        <OutsideLoginPanel />
        <Panel flush title={texts.sessions}>
          {data ? (
            <Rows label={texts.sessions}>
              {data.sessions.map((session) => ({
                key: session.id,
                start: <Device session={session} />,
                end: session.current ? texts.current : <EndButton session={session} />,
              }))}
            </Rows>
          ) : (
            <SkeletonRows rows={3} />
          )}
        </Panel>
        <GrantsPanel />
      </Sections>
    </Page>
  );
}

function Device({ session: { userAgent, ipAddress, lastSeenAt, current } }: { session: Session }) {
  const { phone } = readUserAgent(userAgent);
  return (
    <>
      <IconTile tone={current ? 'good' : 'neutral'}>{phone ? <IconDeviceMobile /> : <IconDeviceLaptop />}</IconTile>
      <RowTitle
        detail={
          <>
            {ipAddress && `${ipAddress} · `}
            {texts.lastSeen} <Time at={lastSeenAt} />
          </>
        }
      >
        {deviceName(userAgent)}
      </RowTitle>
    </>
  );
}

function EndButton({ session: { id, userAgent } }: { session: Session }) {
  const [{ fetching }, end] = useMutation(EndSession);

  async function endIt() {
    const { data, error } = await end({ input: { sessionId: id } });
    const refusal = error ? failureTexts.INTERNAL.title : data?.endSession.userErrors[0]?.message;
    if (refusal) toastFailed(refusal);
    else toastDone(texts.ended);
  }

  return (
    <Button
      variant="default"
      size="xs"
      loading={fetching}
      aria-label={texts.endLabel(deviceName(userAgent))}
      onClick={endIt}
    >
      {texts.end}
    </Button>
  );
}
