import { useMay } from '~/lib/session';
import { Page, Panel } from '~/ui/page';
import { LeadsList } from './leads-list';
import { LeadsToolbar } from './leads-toolbar';
import type { LeadsSearch } from './search';
import { leadsTexts, operatorLeadsTexts as texts } from './texts';

/** The leads of all partners, and those that wait for the vendor's word. */
export function OperatorLeadsPage({ search }: { search: LeadsSearch }) {
  const mayReview = useMay('REVIEW_LEADS');
  const views = ['open', 'won', 'ended'] as const;
  return (
    <Page title={leadsTexts.title} lead={texts.lead}>
      <Panel flush>
        <LeadsToolbar to="/operator/leads" search={search} views={mayReview ? ['review', ...views] : [...views]} />
        <LeadsList to="/operator/leads" search={search} empty={texts.empty} />
      </Panel>
    </Page>
  );
}
