import { absoluteTime } from '~/lib/format';
import { useViewer } from '~/lib/session';
import { Facts } from '~/ui/facts';
import { Panel } from '~/ui/page';
import type { Lead } from './lead-page';
import { leadFormTexts, leadsTexts, leadTexts as texts } from './texts';

/** What is known of the lead; nothing is said of what is not. */
export function LeadDetails({ lead }: { lead: Lead }) {
  const { registeredAt, protectedUntil, endedAt, extendedAt, registeredBy, partner } = lead;
  const isMember = Boolean(useViewer()?.member);
  const { columns } = leadsTexts;
  return (
    <Panel title={texts.facts}>
      <Facts
        narrow
        facts={[
          endedAt
            ? { term: leadsTexts.ended, value: absoluteTime(endedAt), long: true }
            : { term: columns.until, value: absoluteTime(protectedUntil), long: true },
          { term: texts.registered, value: absoluteTime(registeredAt), long: true },
          { term: texts.extended, value: extendedAt && absoluteTime(extendedAt), long: true },
          { term: columns.by, value: registeredBy?.name },
          { term: columns.partner, value: !isMember && partner.name },
          { term: leadFormTexts.contactName, value: lead.contactName },
          { term: leadFormTexts.contactEmail, value: lead.contactEmail, long: true },
          { term: leadFormTexts.expectedPlan, value: lead.expectedPlan },
          { term: leadFormTexts.note, value: lead.note, long: true },
        ].filter(({ value }) => value)}
      />
    </Panel>
  );
}
