import { Button } from '@mantine/core';
import { IconPlugConnected } from '@tabler/icons-react';
import type { ResultOf } from 'gql.tada';
import { useMutation, useQuery } from 'urql';
import { RowTitle } from '~/ui/data-table';
import { IconTile } from '~/ui/icons';
import { Panel } from '~/ui/page';
import { Rows } from '~/ui/rows';
import { scopeWords } from '~/ui/scope-texts';
import { failureTexts } from '~/ui/texts';
import { Time } from '~/ui/time';
import { toastDone, toastFailed } from '~/ui/toast';
import { GrantsQuery, RevokeGrant } from './security.queries';
import { grantsTexts as texts } from './texts';

type Grant = ResultOf<typeof GrantsQuery>['oauthGrants']['nodes'][number];

/** What one let programs do for oneself; nothing where there are none. */
export function GrantsPanel() {
  const [{ data }, ask] = useQuery({ query: GrantsQuery });
  const grants = data?.oauthGrants.nodes ?? [];
  if (grants.length === 0) return null;
  return (
    <Panel flush title={texts.title}>
      <Rows label={texts.title}>
        {grants.map((grant) => ({
          key: grant.id,
          start: <Program grant={grant} />,
          end: <EndButton grant={grant} onEnded={() => ask({ requestPolicy: 'network-only' })} />,
        }))}
      </Rows>
    </Panel>
  );
}

function Program({ grant: { clientName, scopes, lastUsedAt } }: { grant: Grant }) {
  return (
    <>
      <IconTile tone="neutral">
        <IconPlugConnected />
      </IconTile>
      <RowTitle
        detail={
          <>
            {lastUsedAt ? (
              <>
                {texts.used} <Time at={lastUsedAt} />
              </>
            ) : (
              texts.never
            )}
            {' · '}
            {texts.may(scopeWords(scopes).join('; '))}
          </>
        }
      >
        {clientName}
      </RowTitle>
    </>
  );
}

function EndButton({ grant: { id, clientName }, onEnded }: { grant: Grant; onEnded: () => void }) {
  const [{ fetching }, revoke] = useMutation(RevokeGrant);

  async function end() {
    const { data, error } = await revoke({ input: { grantId: id } });
    const refusal = error ? failureTexts.INTERNAL.title : data?.revokeGrant.userErrors[0]?.message;
    if (refusal) toastFailed(refusal);
    else {
      toastDone(texts.ended(clientName));
      onEnded();
    }
  }

  return (
    <Button variant="default" size="xs" loading={fetching} aria-label={texts.endLabel(clientName)} onClick={end}>
      {texts.end}
    </Button>
  );
}
