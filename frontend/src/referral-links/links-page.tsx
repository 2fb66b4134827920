import { IconPlus, IconShare } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { readFragment } from 'gql.tada';
import { lazy, Suspense } from 'react';
import { useQuery } from 'urql';
import { useMay } from '~/lib/session';
import { SkeletonRows } from '~/ui/data-table';
import { EmptyState } from '~/ui/empty-state';
import { Failure } from '~/ui/failure';
import { ButtonLink, TextLink } from '~/ui/links';
import { Page, Panel } from '~/ui/page';
import { Pager } from '~/ui/pager';
import { Sections } from '~/ui/sections';
import { SkeletonLines } from '~/ui/skeleton-lines';
import { LinkRowFragment, ReferralLinksQuery } from './links.queries';
import { LinksTable } from './links-table';
import type { LinksSearch } from './search';
import { linksTexts as texts } from './texts';

// The plot has libraries of its own; few visits open a dialog.
const VisitsPanel = lazy(() => import('./visits-panel'));
const LinkDialogs = lazy(() => import('./link-dialogs'));
const pageSize = 50;

export function LinksPage({ search }: { search: LinksSearch }) {
  const navigate = useNavigate();
  const mayEdit = useMay('EDIT_REFERRAL_LINKS');
  const { after, before, dialog } = search;
  const [{ data, error, fetching, stale }, ask] = useQuery({
    query: ReferralLinksQuery,
    variables: before ? { last: pageSize, before } : { first: pageSize, after },
  });
  const list = data?.referralLinks;
  const links = list ? readFragment(LinkRowFragment, list.nodes) : [];
  const none = list && links.length === 0 && !fetching;
  return (
    <Page
      title={texts.title}
      lead={
        <>
          {texts.lead} <TextLink to="/credit">{texts.rules}</TextLink>
        </>
      }
      actions={mayEdit && !none && <CreateLink search={search} />}
    >
      <Sections>
        <Panel flush>
          {error && !data ? (
            <Failure error={error} onRetry={() => ask({ requestPolicy: 'network-only' })} />
          ) : !list ? (
            <SkeletonRows rows={3} />
          ) : none ? (
            <EmptyState
              icon={<IconShare />}
              title={texts.first.title}
              action={mayEdit && <CreateLink search={search} />}
            >
              {texts.first.text}
            </EmptyState>
          ) : (
            <>
              <LinksTable links={links} search={search} mayEdit={mayEdit} waiting={fetching && !stale} />
              <Pager
                total={texts.total(list.totalCount)}
                pageInfo={list.pageInfo}
                onMove={(cursor) =>
                  navigate({ to: '/links', search: { ...search, after: cursor.after, before: cursor.before } })
                }
              />
            </>
          )}
        </Panel>
        {links.length > 0 && (
          <Suspense
            fallback={
              <Panel>
                <SkeletonLines lines={8} />
              </Panel>
            }
          >
            <VisitsPanel search={search} />
          </Suspense>
        )}
      </Sections>
      {dialog && (
        <Suspense>
          <LinkDialogs search={search} links={links} mayEdit={mayEdit} />
        </Suspense>
      )}
    </Page>
  );
}

function CreateLink({ search }: { search: LinksSearch }) {
  return (
    <ButtonLink to="/links" search={{ ...search, dialog: 'create' }} leftSection={<IconPlus size={16} />}>
      {texts.create}
    </ButtonLink>
  );
}
