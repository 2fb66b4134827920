import { useViewer } from '~/lib/session';
import { Page } from '~/ui/page';
import { Sections } from '~/ui/sections';
import { MemberHome } from './member-home';
import { OperatorHome } from './operator-home';
import { homeTexts as texts } from './texts';

/** The first page after signing in: what waits for whom. */
export function HomePage() {
  const viewer = useViewer();
  const person = viewer?.member ?? viewer?.operator;
  if (!viewer || !person) return null;
  const reviews = viewer.operator && viewer.permissions.includes('VIEW_APPLICATIONS');
  return (
    <Page title={texts.hello(person.name)} lead={viewer.member ? texts.leadMember : texts.leadOperator}>
      <Sections>
        {viewer.member && viewer.permissions.includes('VIEW_ACCOUNTS') && <MemberHome />}
        {reviews && <OperatorHome />}
      </Sections>
    </Page>
  );
}
