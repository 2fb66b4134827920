import { Button } from '@mantine/core';
import { IconDownload, IconPlus } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { useQuery } from 'urql';
import { useMay, useViewer } from '~/lib/session';
import { ButtonLink } from '~/ui/links';
import { Page, Panel } from '~/ui/page';
import { AccountCountsQuery } from './accounts.queries';
import { AccountsList } from './accounts-list';
import { AccountsToolbar } from './accounts-toolbar';
import { type AccountsSearch, accountsCsv } from './search';
import { listTexts as texts } from './texts';

// Few visits open the dialog: its fields come when they are wanted.
const CreateDialog = lazy(() => import('./create-dialog'));

export function AccountsPage({ search }: { search: AccountsSearch }) {
  const navigate = useNavigate();
  const mayCreate = useMay('CREATE_ACCOUNTS');
  const [{ data }] = useQuery({ query: AccountCountsQuery });
  // The empty list itself leads on then; one primary action is enough.
  const firstRun = data?.accountCounts && Object.values(data.accountCounts).every((count) => !Number(count));
  const restricted = useViewer()?.member?.restricted;
  const seen = data?.accountCounts
    ? Object.values(data.accountCounts).reduce<number>((sum, count) => sum + (Number(count) || 0), 0)
    : null;
  const { create, way, ...list } = search;
  const closeDialog = () => navigate({ to: '/accounts', search: list, replace: true });
  return (
    <Page
      title={texts.title}
      lead={restricted && seen !== null ? texts.restricted(seen) : texts.lead}
      actions={
        !firstRun && (
          <>
            <Button
              component="a"
              href={accountsCsv(list)}
              download
              variant="default"
              title={texts.exportHint}
              leftSection={<IconDownload size={16} />}
            >
              {texts.exportCsv}
            </Button>
            {mayCreate && (
              <ButtonLink to="/accounts" search={{ ...list, create: true }} leftSection={<IconPlus size={16} />}>
                {texts.create}
              </ButtonLink>
            )}
          </>
        )
      }
    >
      <Panel flush>
        <AccountsToolbar search={list} />
        <AccountsList search={list} mayCreate={mayCreate} />
      </Panel>
      {mayCreate && create && (
        <Suspense>
          <CreateDialog
            way={way ?? 'development'}
            onWay={(next) => navigate({ to: '/accounts', search: { ...search, way: next }, replace: true })}
            onClose={closeDialog}
          />
        </Suspense>
      )}
    </Page>
  );
}
