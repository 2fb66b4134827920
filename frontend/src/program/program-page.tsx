import { useQuery } from 'urql';
import { Failure } from '~/ui/failure';
import { Page, Panel } from '~/ui/page';
import { Sections } from '~/ui/sections';
import { SkeletonLines } from '~/ui/skeleton-lines';
import { PayoutsForm } from './payouts-form';
import { ProgramQuery } from './program.queries';
import { SecurityForm } from './security-form';
import { SettingsForm } from './settings-form';
import { TermsForm } from './terms-form';
import { programTexts as texts } from './texts';

export function ProgramPage() {
  const [{ data, error }, retry] = useQuery({ query: ProgramQuery });
  if (error && !data) return <Failure whole error={error} onRetry={() => retry({ requestPolicy: 'network-only' })} />;
  return (
    <Page narrow title={texts.title} lead={texts.lead}>
      {data ? (
        <Sections>
          <Panel title={texts.settings}>
            <SettingsForm program={data.program} />
          </Panel>
          <Panel title={texts.payouts} lead={texts.payoutsLead}>
            <PayoutsForm program={data.program} />
          </Panel>
          <Panel title={texts.security} lead={texts.securityLead}>
            <SecurityForm program={data.program} />
          </Panel>
          <TermsForm terms={data.program.terms} />
        </Sections>
      ) : (
        <Panel>
          <SkeletonLines lines={10} />
        </Panel>
      )}
    </Page>
  );
}
