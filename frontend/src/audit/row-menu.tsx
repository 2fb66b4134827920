import { ActionIcon, Menu } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { IconArrowUpRight, IconCopy, IconDots, IconFilter } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { eventText } from '~/ui/event-texts';
import { toastDone } from '~/ui/toast';
import type { AuditEvent } from './audit-table';
import { type AuditSearch, firstPage } from './search';
import { auditTexts as texts } from './texts';

/** What one goes on with from an event: the thing itself, and more of the same. */
export function RowMenu({ event, search }: { event: AuditEvent; search: AuditSearch }) {
  const clipboard = useClipboard();
  const navigate = useNavigate();
  const only = {
    type: event.type,
    actor: event.actor.id,
    partner: event.partner?.id,
    subject: event.subjectId,
    ip: event.ipAddress,
  };
  const names = (Object.keys(only) as (keyof typeof only)[]).filter(
    (name) => only[name] && only[name] !== search[name],
  );
  return (
    <Menu position="bottom-end" width={230}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size={36} aria-label={texts.more(eventText(event.type))}>
          <IconDots size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <OpenItem id={event.subjectId} />
        {names.map((name) => (
          <Menu.Item
            key={name}
            leftSection={<IconFilter size={16} />}
            onClick={() =>
              navigate({ to: '/operator/audit', search: { ...search, ...firstPage, [name]: only[name] ?? undefined } })
            }
          >
            {texts.only[name]}
          </Menu.Item>
        ))}
        <Menu.Item
          leftSection={<IconCopy size={16} />}
          onClick={() => {
            clipboard.copy(event.id);
            toastDone(texts.copied);
          }}
        >
          {texts.copyId}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** The way to what it happened to, where that has a page. */
function OpenItem({ id }: { id: string }) {
  const navigate = useNavigate();
  const icon = <IconArrowUpRight size={16} />;
  if (id.startsWith('acct_')) {
    return (
      <Menu.Item leftSection={icon} onClick={() => navigate({ to: '/accounts/$id', params: { id } })}>
        {texts.open.acct}
      </Menu.Item>
    );
  }
  if (id.startsWith('app_')) {
    return (
      <Menu.Item leftSection={icon} onClick={() => navigate({ to: '/operator/applications/$id', params: { id } })}>
        {texts.open.app}
      </Menu.Item>
    );
  }
  return null;
}
