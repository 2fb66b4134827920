import { useNavigate } from '@tanstack/react-router';
import { type ResultOf, readFragment } from 'gql.tada';
import { lazy, type ReactNode, Suspense } from 'react';
import { useQuery } from 'urql';
import { useMay, useViewer } from '~/lib/session';
import { Failure } from '~/ui/failure';
import { TextLink } from '~/ui/links';
import { Columns, Page, Panel } from '~/ui/page';
import { Sections } from '~/ui/sections';
import { SkeletonLines } from '~/ui/skeleton-lines';
import { StatusBadge } from '~/ui/status-badge';
import { Timeline } from '~/ui/timeline';
import { TitleLine } from '~/ui/title-line';
import { LeadDetailFragment, LeadQuery } from './lead.queries';
import { LeadDetails } from './lead-details';
import { LeadStanding } from './lead-standing';
import { holds } from './protected-until';
import type { LeadDialog } from './search';
import { leadsTexts, leadTexts as texts } from './texts';
import { WebsiteLink } from './website-link';

// Few visits open one of them.
const LeadDialogs = lazy(() => import('./lead-dialogs'));

export type Lead = ResultOf<typeof LeadDetailFragment>;
type Props = { id: string; dialog?: LeadDialog; notFound: ReactNode };

export function LeadPage({ id, dialog, notFound }: Props) {
  const [{ data, error }, ask] = useQuery({ query: LeadQuery, variables: { id } });
  if (error && !data) return <Failure whole error={error} onRetry={() => ask({ requestPolicy: 'network-only' })} />;
  if (!data) {
    return (
      <Page title={leadsTexts.title} heading={<span />}>
        <Panel>
          <SkeletonLines lines={8} />
        </Panel>
      </Page>
    );
  }
  if (!data.lead) return notFound;
  return <LeadView lead={readFragment(LeadDetailFragment, data.lead)} dialog={dialog} />;
}

function LeadView({ lead, dialog }: { lead: Lead; dialog?: LeadDialog }) {
  const navigate = useNavigate();
  const isMember = Boolean(useViewer()?.member);
  const may = useAllowed(lead);
  const close = () => navigate({ to: '/leads/$id', params: { id: lead.id }, search: {}, replace: true });
  return (
    <Page
      title={lead.website}
      back={<TextLink to={isMember ? '/leads' : '/operator/leads'}>{texts.back}</TextLink>}
      heading={
        <TitleLine
          title={lead.company}
          badge={<StatusBadge status={lead.status} />}
          details={[<WebsiteLink key="website" lead={lead} />]}
        />
      }
    >
      <Sections>
        <LeadStanding lead={lead} may={may} />
        <Columns asideFirst aside={<LeadDetails lead={lead} />}>
          <Panel title={texts.timeline}>
            <Timeline entries={lead.timeline.nodes} />
          </Panel>
        </Columns>
      </Sections>
      {dialog && may.has(dialog) && (
        <Suspense>
          <LeadDialogs dialog={dialog} lead={lead} onClose={close} />
        </Suspense>
      )}
    </Page>
  );
}

/** What the viewer may do with the lead as it stands; the server says so too. */
function useAllowed(lead: Lead): Set<LeadDialog> {
  const mayEdit = useMay('EDIT_LEADS');
  const mayReview = useMay('REVIEW_LEADS');
  const allowed = new Set<LeadDialog>();
  if (mayEdit && holds(lead)) for (const each of ['edit', 'withdraw', 'close'] as const) allowed.add(each);
  if (mayEdit && lead.canExtend) allowed.add('extend');
  if (mayReview && lead.status === 'IN_REVIEW') allowed.add('refuse');
  return allowed;
}
