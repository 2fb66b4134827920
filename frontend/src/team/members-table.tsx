import { ActionIcon, Menu } from '@mantine/core';
import { IconDoorExit, IconDots, IconUserCog, IconUserMinus } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import type { ResultOf } from 'gql.tada';
import { useViewer } from '~/lib/session';
import { CardFoot, DataTable, RowTitle, UpperAction } from '~/ui/data-table';
import { roleTexts } from '~/ui/role-texts';
import { Tag } from '~/ui/tag';
import { Time } from '~/ui/time';
import { useAllowed } from './roles';
import type { MemberFragment } from './team.queries';
import { teamTexts as texts } from './texts';

export type Member = ResultOf<typeof MemberFragment>;

export function MembersTable({ members, waiting }: { members: readonly Member[]; waiting: boolean }) {
  const { columns } = texts;
  return (
    <DataTable
      label={texts.members}
      rows={members}
      rowKey={({ id }) => id}
      waiting={waiting}
      columns={[
        { id: 'member', header: columns.member, cell: (member) => <Name member={member} /> },
        { id: 'role', header: columns.role, cell: ({ role }) => roleTexts[role].name },
        { id: 'opens', header: columns.opens, cell: opens },
        { id: 'seen', header: columns.lastSeen, cell: (member) => <LastSeen member={member} /> },
        {
          id: 'actions',
          header: columns.actions,
          hiddenHeader: true,
          end: true,
          cell: (member) => <Actions member={member} />,
        },
      ]}
      card={(member) => (
        <>
          <UpperAction action={<Actions member={member} />}>
            <Name member={member} />
          </UpperAction>
          <CardFoot>
            <span>
              {roleTexts[member.role].name} · {opens(member)}
            </span>
            <LastSeen member={member} />
          </CardFoot>
        </>
      )}
    />
  );
}

function Name({ member: { id, name, email } }: { member: Member }) {
  const isMe = useViewer()?.member?.id === id;
  return (
    <RowTitle detail={email}>
      {name} {isMe && <Tag>{texts.you}</Tag>}
    </RowTitle>
  );
}

const opens = ({ restricted, accounts }: Member) =>
  restricted ? texts.chosenAccounts(accounts.length) : texts.allAccounts;

function LastSeen({ member: { id, lastSeenAt } }: { member: Member }) {
  if (useViewer()?.member?.id === id) return texts.now;
  return lastSeenAt ? <Time at={lastSeenAt} /> : texts.never;
}

function Actions({ member }: { member: Member }) {
  const navigate = useNavigate();
  const allowed = useAllowed()(member);
  const isMe = useViewer()?.member?.id === member.id;
  const open = (dialog: 'edit' | 'remove') => navigate({ to: '/team', search: { dialog, id: member.id } });
  if (!allowed.edit && !allowed.remove && !isMe) return null;
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size={36} aria-label={texts.actionsFor(member.name)}>
          <IconDots size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {allowed.edit && (
          <Menu.Item leftSection={<IconUserCog size={16} />} onClick={() => open('edit')}>
            {texts.edit}
          </Menu.Item>
        )}
        {(allowed.remove || isMe) && (
          <Menu.Item
            leftSection={isMe ? <IconDoorExit size={16} /> : <IconUserMinus size={16} />}
            onClick={() => open('remove')}
          >
            {isMe ? texts.leave : texts.remove}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
