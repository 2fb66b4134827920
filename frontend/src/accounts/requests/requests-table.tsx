import { ActionIcon, Menu } from '@mantine/core';
import { IconDots, IconSend, IconX } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import type { ResultOf } from 'gql.tada';
import { Clamped } from '~/ui/clamped';
import { Copyable } from '~/ui/copy';
import { CardFoot, type Column, DataTable, RowTitle, rowLink, Subdued, UpperAction, Whole } from '~/ui/data-table';
import { StatusBadge } from '~/ui/status-badge';
import { Time } from '~/ui/time';
import { Urgent } from '~/ui/urgent';
import type { RequestRowFragment } from './requests.queries';
import type { RequestsSearch } from './search';
import { requestsTexts as texts } from './texts';

export type Request = ResultOf<typeof RequestRowFragment>;
type Props = { requests: readonly Request[]; search: RequestsSearch; mayRequest: boolean; waiting: boolean };

export function RequestsTable({ requests, search, mayRequest, waiting }: Props) {
  const { columns: headers } = texts;
  const actions = (request: Request) =>
    mayRequest && request.status === 'PENDING' && <Actions request={request} search={search} />;
  const columns: Column<Request>[] = [
    { id: 'account', header: headers.account, cell: (request) => <Name request={request} /> },
    { id: 'message', header: headers.message, cell: ({ message }) => <Clamped>{message}</Clamped> },
    { id: 'status', header: headers.status, cell: (request) => <State request={request} /> },
    { id: 'sent', header: headers.sent, cell: (request) => <Sent request={request} /> },
    { id: 'actions', header: headers.actions, hiddenHeader: true, end: true, cell: actions },
  ];
  return (
    <DataTable
      label={texts.table}
      columns={columns}
      rows={requests}
      rowKey={({ id }) => id}
      waiting={waiting}
      card={(request) => (
        <>
          <UpperAction action={actions(request)}>
            <Name request={request} />
          </UpperAction>
          <Clamped>{request.message}</Clamped>
          <CardFoot>
            <State request={request} />
            <Sent request={request} />
          </CardFoot>
        </>
      )}
    />
  );
}

/** The number that was asked for; the account's name as soon as one may know it. */
function Name({ request: { accountId, account } }: { request: Request }) {
  const number = <Copyable value={accountId} what={texts.accountId} />;
  if (!account) return number;
  return (
    <RowTitle detail={number}>
      <Link to="/accounts/$id" params={{ id: account.id }} className={rowLink}>
        {account.name}
      </Link>
    </RowTitle>
  );
}

function State({ request: { status, bouncedAt, expiresAt, endedAt, reason } }: { request: Request }) {
  return (
    <div>
      <StatusBadge status={status} quiet />
      <Subdued>
        {status === 'PENDING' && bouncedAt ? (
          <Urgent on>{texts.bounced}</Urgent>
        ) : status === 'PENDING' ? (
          <>
            {texts.expires} <Time at={expiresAt} />
          </>
        ) : (
          endedAt && <Time at={endedAt} />
        )}
        {reason && ` · ${reason}`}
      </Subdued>
    </div>
  );
}

function Sent({ request: { sentAt, mailsSent } }: { request: Request }) {
  return (
    <Whole>
      <Time at={sentAt} />
      <Subdued>{texts.mailed(mailsSent)}</Subdued>
    </Whole>
  );
}

function Actions({ request, search }: { request: Request; search: RequestsSearch }) {
  const navigate = useNavigate();
  const open = (dialog: 'resend' | 'cancel') =>
    navigate({ to: '/requests', search: { ...search, dialog, request: request.id } });
  return (
    <Menu position="bottom-end" width={200}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size={36} aria-label={texts.actionsFor(request.accountId)}>
          <IconDots size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconSend size={16} />} onClick={() => open('resend')}>
          {texts.resend}
        </Menu.Item>
        <Menu.Item leftSection={<IconX size={16} />} onClick={() => open('cancel')}>
          {texts.cancel}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
