import { useNavigate } from '@tanstack/react-router';
import { type ResultOf, readFragment } from 'gql.tada';
import { lazy, type ReactNode, Suspense } from 'react';
import { useQuery } from 'urql';
import { type Named, named } from '~/lib/named';
import { useMay, useViewer } from '~/lib/session';
import { Failure } from '~/ui/failure';
import { TextLink } from '~/ui/links';
import { Columns, Page, Panel } from '~/ui/page';
import { Sections } from '~/ui/sections';
import { SkeletonLines } from '~/ui/skeleton-lines';
import { Timeline } from '~/ui/timeline';
import { AccountDetailFragment, AccountQuery, CreditFragment } from './account.queries';
import { AccountActions } from './account-actions';
import { AccountHeading } from './account-heading';
import { AccountDetails, AccountPartners } from './account-panels';
import { type AccountDialog, useAllowed } from './allowed';
import { CreditPanel } from './credit/credit-panel';
import { NextPanel } from './next/next-panel';
import { listTexts, accountTexts as texts } from './texts';

// Few visits open one of them.
const AccountDialogs = lazy(() => import('./account-dialogs'));

export type Account = Named<ResultOf<typeof AccountDetailFragment>>;
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
  return <AccountView account={named(readFragment(AccountDetailFragment, data.account))} dialog={dialog} />;
}

/** Whoever has no access to the account, and only reads whom it counts for, has come from his clients. */
function BackLink({ account: { status } }: { account: Account }) {
  const isMember = Boolean(useViewer()?.member);
  const mayCredit = useMay('VIEW_CREDIT');
  if (!isMember) return <TextLink to="/operator/accounts">{texts.back}</TextLink>;
  if (!status && mayCredit) return <TextLink to="/clients">{texts.backToClients}</TextLink>;
  return <TextLink to="/accounts">{texts.back}</TextLink>;
}

function AccountView({ account, dialog }: { account: Account; dialog?: AccountDialog }) {
  const navigate = useNavigate();
  const may = useAllowed()(account);
  const isMember = Boolean(useViewer()?.member);
  const mayCredit = useMay('VIEW_CREDIT');
  const close = () => navigate({ to: '/accounts/$id', params: { id: account.id }, search: {}, replace: true });
  return (
    <Page
      title={account.name}
      back={<BackLink account={account} />}
      heading={<AccountHeading account={account} />}
      actions={
        (may.has('edit') || may.has('archive') || account.loginUrl) && <AccountActions account={account} may={may} />
      }
    >
      <Sections>
        {account.status && <NextPanel account={account} may={may} />}
        <Columns
          asideFirst
          aside={
            <>
              {!isMember && <AccountPartners account={account} />}
              <AccountDetails account={account} />
            </>
          }
        >
          {mayCredit && <CreditPanel credit={readFragment(CreditFragment, account.credit)} />}
          <Panel title={texts.timeline}>
            <Timeline entries={account.timeline.nodes} />
          </Panel>
        </Columns>
      </Sections>
      {dialog && may.has(dialog) && (
        <Suspense>
          <AccountDialogs dialog={dialog} account={account} onClose={close} />
        </Suspense>
      )}
    </Page>
  );
}
