import { Button, Text } from '@mantine/core';
import { IconFingerprint } from '@tabler/icons-react';
import type { ResultOf } from 'gql.tada';
import { lazy, Suspense, useState } from 'react';
import { useClient, useQuery } from 'urql';
import { SessionQuery } from '~/lib/session.queries';
import { RowTitle } from '~/ui/data-table';
import { FormStack } from '~/ui/form';
import { IconTile } from '~/ui/icons';
import { Panel } from '~/ui/page';
import { Rows } from '~/ui/rows';
import { Time } from '~/ui/time';
import { PasskeysQuery, SessionsQuery } from './security.queries';
import { passkeyTexts as texts } from './texts';

type Passkey = ResultOf<typeof PasskeysQuery>['passkeys'][number];

const AddDialog = lazy(() => import('./add-passkey-dialog'));
const RemoveDialog = lazy(() => import('./remove-passkey-dialog'));

/** One's passkeys, to add to and to remove from. */
export function PasskeysPanel() {
  const [{ data }] = useQuery({ query: PasskeysQuery });
  const [adding, setAdding] = useState(false);
  const [removing, setRemoving] = useState<Passkey>();
  const client = useClient();

  function close() {
    setAdding(false);
    setRemoving(undefined);
    // Removing one ends sessions; adding one may let in who had to have a second factor.
    for (const query of [PasskeysQuery, SessionsQuery, SessionQuery])
      client.query(query, {}, { requestPolicy: 'network-only' }).toPromise();
  }

  return (
    <Panel title={texts.title} lead={texts.lead}>
      <FormStack>
        {!!data?.passkeys.length && (
          <Rows bare label={texts.title}>
            {data.passkeys.map((passkey) => ({
              key: passkey.id,
              start: <Standing passkey={passkey} />,
              end: (
                <Button
                  variant="default"
                  size="xs"
                  aria-label={texts.removeLabel(passkey.name)}
                  onClick={() => setRemoving(passkey)}
                >
                  {texts.remove}
                </Button>
              ),
            }))}
          </Rows>
        )}
        {'PublicKeyCredential' in window ? (
          <div>
            <Button
              variant={data?.passkeys.length ? 'default' : undefined}
              disabled={!data}
              onClick={() => setAdding(true)}
            >
              {texts.add}
            </Button>
          </div>
        ) : (
          <Text size="sm" c="dimmed">
            {texts.unsupported}
          </Text>
        )}
      </FormStack>
      <Suspense>
        {adding && <AddDialog onClose={close} />}
        {removing && <RemoveDialog passkey={removing} onClose={close} />}
      </Suspense>
    </Panel>
  );
}

function Standing({ passkey: { name, deviceType, createdAt, lastUsedAt } }: { passkey: Passkey }) {
  return (
    <>
      <IconTile tone="good">
        <IconFingerprint />
      </IconTile>
      <RowTitle
        detail={
          <>
            {texts.added} <Time at={createdAt} />
            {' · '}
            {lastUsedAt ? (
              <>
                {texts.used} <Time at={lastUsedAt} />
              </>
            ) : (
              texts.unused
            )}
            {deviceType === 'MULTI_DEVICE' && ` · ${texts.shared}`}
          </>
        }
      >
        {name}
      </RowTitle>
    </>
  );
}
