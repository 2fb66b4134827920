import { Button, Text } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import type { ResultOf } from 'gql.tada';
import { useMutation, useQuery } from 'urql';
import { useProgram } from '~/lib/session';
import { RowTitle } from '~/ui/data-table';
import { IconTile } from '~/ui/icons';
import { Panel } from '~/ui/page';
import { Rows } from '~/ui/rows';
import { failureTexts } from '~/ui/texts';
import { Time } from '~/ui/time';
import { toastDone, toastFailed } from '~/ui/toast';
import { OutsideLoginsQuery, UnlinkOutsideLogin } from './security.queries';
import { outsideLoginTexts as texts } from './texts';

type OutsideLogin = ResultOf<typeof OutsideLoginsQuery>['outsideLogins'][number];

/** The accounts at the vendor's own log-in by which one signs in; nothing where there is no such log-in. */
export function OutsideLoginPanel() {
  const name = useProgram()?.outsideLogin;
  const [{ data }] = useQuery({ query: OutsideLoginsQuery });
  const links = data?.outsideLogins ?? [];
  if (!name && links.length === 0) return null;
  return (
    <Panel title={texts.title}>
      {links.length > 0 ? (
        <Rows bare label={texts.title}>
          {links.map((link) => ({
            key: link.id,
            start: <Linked link={link} name={name ?? link.issuer} />,
            end: <UnlinkButton id={link.id} />,
          }))}
        </Rows>
      ) : (
        <Text size="sm" c="dimmed">
          {data && name && texts.none(name)}
        </Text>
      )}
    </Panel>
  );
}

function Linked({ link: { linkedAt, lastUsedAt }, name }: { link: OutsideLogin; name: string }) {
  return (
    <>
      <IconTile tone="good">
        <IconKey />
      </IconTile>
      <RowTitle
        detail={
          <>
            {texts.linked} <Time at={linkedAt} /> · {texts.used} <Time at={lastUsedAt} />
          </>
        }
      >
        {name}
      </RowTitle>
    </>
  );
}

function UnlinkButton({ id }: { id: string }) {
  const [{ fetching }, unlink] = useMutation(UnlinkOutsideLogin);

  async function unlinkIt() {
    const { data, error } = await unlink({ input: { outsideLoginId: id } });
    const refusal = error ? failureTexts.INTERNAL.title : data?.unlinkOutsideLogin.userErrors[0]?.message;
    if (refusal) toastFailed(refusal);
    else toastDone(texts.unlinked);
  }

  return (
    <Button variant="default" size="xs" loading={fetching} onClick={unlinkIt}>
      {texts.unlink}
    </Button>
  );
}
