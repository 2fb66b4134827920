import { ActionIcon, Menu } from '@mantine/core';
import { IconDots, IconPencil, IconPlayerPause, IconPlayerPlay, IconQrcode } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import type { ResultOf } from 'gql.tada';
import { formatNumber } from '~/lib/format';
import { useMutation } from '~/lib/use-mutation';
import { ButtonPair } from '~/ui/button-pair';
import { Copyable } from '~/ui/copy';
import { CardFoot, DataTable, RowTitle, UpperAction } from '~/ui/data-table';
import { Tag } from '~/ui/tag';
import { failureTexts } from '~/ui/texts';
import { toastDone, toastFailed } from '~/ui/toast';
import { type LinkRowFragment, UpdateReferralLink } from './links.queries';
import type { LinksSearch } from './search';
import { linksTexts as texts } from './texts';

export type Link = ResultOf<typeof LinkRowFragment>;
type Props = { links: readonly Link[]; search: LinksSearch; mayEdit: boolean; waiting: boolean };

export function LinksTable({ links, search, mayEdit, waiting }: Props) {
  const { columns } = texts;
  const actions = (link: Link) => <Actions link={link} search={search} mayEdit={mayEdit} />;
  return (
    <DataTable
      label={texts.table}
      rows={links}
      rowKey={({ id }) => id}
      waiting={waiting}
      columns={[
        { id: 'name', header: columns.name, cell: (link) => <Name link={link} /> },
        { id: 'address', header: columns.address, cell: (link) => <Address link={link} /> },
        { id: 'visits', header: columns.visits, end: true, cell: ({ visits }) => formatNumber(visits) },
        { id: 'signUps', header: columns.signUps, end: true, cell: ({ signUps }) => formatNumber(signUps) },
        { id: 'actions', header: columns.actions, hiddenHeader: true, end: true, cell: actions },
      ]}
      card={(link) => (
        <>
          <UpperAction action={actions(link)}>
            <Name link={link} />
          </UpperAction>
          <Address link={link} />
          <CardFoot>{texts.counts(link.visits, link.signUps)}</CardFoot>
        </>
      )}
    />
  );
}

function Name({ link: { name, active } }: { link: Link }) {
  return (
    <RowTitle>
      {name} {!active && <Tag>{texts.off}</Tag>}
    </RowTitle>
  );
}

function Address({ link: { url, name } }: { link: Link }) {
  return <Copyable value={url} shown={url.replace(/^https?:\/\//, '')} what={texts.address(name)} />;
}

type ActionsProps = { link: Link; search: LinksSearch; mayEdit: boolean };

function Actions({ link: { id, name, active }, search, mayEdit }: ActionsProps) {
  const navigate = useNavigate();
  const open = (dialog: 'qr' | 'rename') => navigate({ to: '/links', search: { ...search, dialog, id } });
  const turn = useSwitch(id, name);
  return (
    <ButtonPair>
      <ActionIcon variant="subtle" color="gray" aria-label={texts.qr(name)} onClick={() => open('qr')}>
        <IconQrcode size={18} />
      </ActionIcon>
      {mayEdit && (
        <Menu position="bottom-end" width={200}>
          <Menu.Target>
            <ActionIcon variant="subtle" color="gray" aria-label={texts.actionsFor(name)}>
              <IconDots size={18} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item leftSection={<IconPencil size={16} />} onClick={() => open('rename')}>
              {texts.rename}
            </Menu.Item>
            <Menu.Item
              leftSection={active ? <IconPlayerPause size={16} /> : <IconPlayerPlay size={16} />}
              onClick={() => turn(!active)}
            >
              {active ? texts.switchOff : texts.switchOn}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
    </ButtonPair>
  );
}

/** Switches a link off or on; the toast takes it back. */
function useSwitch(id: string, name: string): (active: boolean) => void {
  const [, update] = useMutation(UpdateReferralLink);
  return async function turn(active: boolean, undoable = true) {
    const { data, error } = await update({ input: { referralLinkId: id, active } });
    const refusal = error ? failureTexts.INTERNAL.title : data?.updateReferralLink.userErrors[0]?.message;
    if (refusal) return toastFailed(refusal);
    const words = active ? texts.switchedOn(name) : texts.switchedOff(name);
    toastDone(words, undoable ? () => void turn(!active, false) : undefined);
  };
}
