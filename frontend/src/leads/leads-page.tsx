import { Button } from '@mantine/core';
import { IconDownload, IconPlus, IconTableImport } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { useQuery } from 'urql';
import { useMay } from '~/lib/session';
import { ButtonLink, TextLink } from '~/ui/links';
import { Page, Panel } from '~/ui/page';
import { Urgent } from '~/ui/urgent';
import { LeadCountsQuery, leadsCsv } from './leads.queries';
import { LeadsList } from './leads-list';
import { LeadsToolbar } from './leads-toolbar';
import type { LeadsSearch } from './search';
import { leadsTexts as texts } from './texts';

// Few visits open one of them.
const RegisterDialog = lazy(() => import('./register-dialog'));
const ImportDialog = lazy(() => import('./import/import-dialog'));

/** The partner's own leads. */
export function LeadsPage({ search }: { search: LeadsSearch }) {
  const navigate = useNavigate();
  const mayEdit = useMay('EDIT_LEADS');
  const counts = useCounts();
  const { dialog, website, ...list } = search;
  const close = () => navigate({ to: '/leads', search: list, replace: true });
  return (
    <Page
      title={texts.title}
      lead={
        <>
          {texts.lead} <TextLink to="/credit">{texts.rules}</TextLink>
        </>
      }
      // The empty list itself leads on then; one primary action is enough.
      actions={
        counts?.all !== 0 && (
          <>
            <Export list={list} />
            {mayEdit && <Actions list={list} />}
          </>
        )
      }
    >
      <Panel flush>
        {counts?.all !== 0 && (
          <LeadsToolbar to="/leads" search={list} views={['open', 'won', 'ended']} counts={counts} />
        )}
        <LeadsList
          to="/leads"
          search={list}
          empty={texts.first}
          action={mayEdit && <Actions list={list} />}
          after={counts && counts.all > 0 && <OpenOf {...counts} />}
        />
      </Panel>
      {mayEdit && dialog && (
        <Suspense>
          {dialog === 'register' ? (
            <RegisterDialog website={website} onClose={close} />
          ) : (
            <ImportDialog onClose={close} />
          )}
        </Suspense>
      )}
    </Page>
  );
}

function useCounts() {
  const [{ data }] = useQuery({ query: LeadCountsQuery });
  if (!data?.leadCounts) return null;
  const { open, inReview, won, lost, expired, withdrawn, refused, most } = data.leadCounts;
  const ended = lost + expired + withdrawn + refused;
  return { open: open + inReview, won, ended, all: open + inReview + won + ended, most };
}

/** How many of those that may be open at once are. */
function OpenOf({ open, most }: { open: number; most: number }) {
  const full = open >= most;
  return (
    <Urgent on={full}>
      {texts.openOf(open, most)}
      {full && ` · ${texts.full}`}
    </Urgent>
  );
}

function Export({ list }: { list: LeadsSearch }) {
  return (
    <Button
      component="a"
      href={leadsCsv(list)}
      download
      variant="default"
      title={texts.exportHint}
      leftSection={<IconDownload size={16} />}
    >
      {texts.exportCsv}
    </Button>
  );
}

function Actions({ list }: { list: LeadsSearch }) {
  return (
    <>
      <ButtonLink
        to="/leads"
        search={{ ...list, dialog: 'import' }}
        variant="default"
        leftSection={<IconTableImport size={16} />}
      >
        {texts.import}
      </ButtonLink>
      <ButtonLink to="/leads" search={{ ...list, dialog: 'register' }} leftSection={<IconPlus size={16} />}>
        {texts.register}
      </ButtonLink>
    </>
  );
}
