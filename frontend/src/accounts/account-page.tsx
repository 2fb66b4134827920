import { useNavigate } from '@tanstack/react-router';
import { type ResultOf, readFragment } from 'gql.tada';
import type { ReactNode } from 'react';
import { useQuery } from 'urql';
import { useMay, useViewer } from '~/lib/session';
import { Failure } from '~/ui/failure';
import { TextLink } from '~/ui/links';
import { Columns, Page, Panel } from '~/ui/page';
import { SkeletonLines } from '~/ui/skeleton-lines';
import { Timeline } from '~/ui/timeline';
import { AccountDetailFragment, AccountQuery } from './account.queries';
import { AccountActions } from './account-actions';
import { AccountHeading, AccountState } from './account-heading';
import { AccountDetails, AccountNext, AccountPartners } from './account-panels';
import { ArchiveDialog } from './archive-dialog';
import { EditDialog } from './edit-dialog';
import { listTexts, accountTexts as texts } from './texts';

export type Account = ResultOf<typeof AccountDetailFragment>;
type AccountDialog = 'edit' | 'archive';
type Props = { id: string; dialog?: AccountDialog; notFound: ReactNode };

export function AccountPage({ id, dialog, notFound }: Props) {
  const [{ data, error }, ask] = useQuery({ query: AccountQuery, variables: { id } });
  if (error && !data) return <Failure whole error={error} onRetry={() => ask({ requestPolicy: 'network-only' })} />;
  if (!data) {
    return (
      <Page title={listTexts.title} heading={<span />}>
        <Panel>
          <SkeletonLines lines={8} />
        </Panel>
      </Page>
    );
  }
  if (!data.account) return notFound;
  return <AccountView account={readFragment(AccountDetailFragment, data.account)} dialog={dialog} />;
}

function AccountView({ account, dialog }: { account: Account; dialog?: AccountDialog }) {
  const navigate = useNavigate();
  const mayEdit = useMay('EDIT_ACCOUNTS') && account.status !== null;
  const isMember = Boolean(useViewer()?.member);
  const close = () => navigate({ to: '/accounts/$id', params: { id: account.id }, search: {}, replace: true });
  return (
    <Page
      title={account.name}
      back={<TextLink to={isMember ? '/accounts' : '/operator/accounts'}>{texts.back}</TextLink>}
      heading={<AccountHeading account={account} />}
      actions={mayEdit && <AccountActions account={account} />}
    >
      <Columns
        asideFirst
        aside={
          <>
            <AccountState account={account} />
            {account.status ? <AccountNext status={account.status} /> : <AccountPartners account={account} />}
          </>
        }
      >
        <AccountDetails account={account} />
        <Panel title={texts.timeline}>
          <Timeline entries={account.timeline.nodes} />
        </Panel>
      </Columns>
      {mayEdit && (
        <>
          <EditDialog account={account} opened={dialog === 'edit'} onClose={close} />
          <ArchiveDialog account={account} opened={dialog === 'archive'} onClose={close} />
        </>
      )}
    </Page>
  );
}
