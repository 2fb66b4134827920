import { useQuery } from 'urql';
import { Failure } from '~/ui/failure';
import { Page, Panel } from '~/ui/page';
import { Sections } from '~/ui/sections';
import { SkeletonLines } from '~/ui/skeleton-lines';
import { DetailsForm } from './details-form';
import { DomainsPanel } from './domains-panel';
import { JoiningForm } from './joining-form';
import { PartnerSettingsQuery } from './settings.queries';
import { settingsTexts as texts } from './texts';

export function SettingsPage() {
  const [{ data, error }, retry] = useQuery({ query: PartnerSettingsQuery });
  if (error && !data) return <Failure whole error={error} onRetry={() => retry({ requestPolicy: 'network-only' })} />;
  const partner = data?.viewer?.partner;
  return (
    <Page narrow title={texts.title} lead={texts.lead}>
      {partner ? (
        <Sections>
          <Panel title={texts.details}>
            <DetailsForm partner={partner} />
          </Panel>
          <Panel title={texts.joining} lead={texts.joiningLead}>
            <JoiningForm joinRole={partner.joinRole} />
          </Panel>
          <DomainsPanel domains={partner.domains} />
        </Sections>
      ) : (
        <Panel>
          <SkeletonLines lines={10} />
        </Panel>
      )}
    </Page>
  );
}
