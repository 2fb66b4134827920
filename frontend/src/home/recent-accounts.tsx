import { IconBuildingStore, IconPlus } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { bareWebsite } from '~/lib/format';
import { CardFoot, DataTable, RowTitle, rowLink } from '~/ui/data-table';
import { EmptyState } from '~/ui/empty-state';
import { ButtonLink, TextLink } from '~/ui/links';
import { Panel } from '~/ui/page';
import { StatusBadge } from '~/ui/status-badge';
import { Time } from '~/ui/time';
import { homeTexts as texts } from './texts';

type Account = {
  id: string;
  name: string;
  website: string;
  status: Parameters<typeof StatusBadge>[0]['status'] | null;
  createdAt: string | null;
};

export function RecentAccounts({ accounts, mayCreate }: { accounts: readonly Account[]; mayCreate: boolean }) {
  const create = mayCreate && (
    <ButtonLink to="/accounts" search={{ create: true }} leftSection={<IconPlus size={16} />}>
      {texts.create}
    </ButtonLink>
  );
  if (accounts.length === 0) {
    return (
      <Panel flush>
        <EmptyState icon={<IconBuildingStore />} title={texts.noAccounts.title} action={create}>
          {texts.noAccounts.text}
        </EmptyState>
      </Panel>
    );
  }
  const title = ({ id, name, website }: Account) => (
    <RowTitle detail={bareWebsite(website)}>
      <Link to="/accounts/$id" params={{ id }} className={rowLink}>
        {name}
      </Link>
    </RowTitle>
  );
  const badge = ({ status }: Account) => status && <StatusBadge status={status} quiet />;
  return (
    <Panel flush title={texts.recent} actions={<TextLink to="/accounts">{texts.allAccounts}</TextLink>}>
      <DataTable
        label={texts.recent}
        rows={accounts}
        rowKey={({ id }) => id}
        columns={[
          { id: 'account', header: texts.columns.account, cell: title },
          { id: 'status', header: texts.columns.status, cell: badge },
          { id: 'created', header: texts.columns.created, end: true, cell: ({ createdAt }) => <Time at={createdAt} /> },
        ]}
        card={(account) => (
          <>
            {title(account)}
            <CardFoot>
              {badge(account)}
              <Time at={account.createdAt} />
            </CardFoot>
          </>
        )}
      />
    </Panel>
  );
}
