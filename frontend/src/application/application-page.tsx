import { IconCircleCheck, IconCircleX, IconMailQuestion, IconProgressCheck } from '@tabler/icons-react';
import type { FragmentOf } from 'gql.tada';
import { readFragment } from 'gql.tada';
import { useQuery } from 'urql';
import { calendarDate, countryName } from '~/lib/format';
import { Facts } from '~/ui/facts';
import { Failure } from '~/ui/failure';
import { ButtonLink } from '~/ui/links';
import { Notice } from '~/ui/notice';
import { PublicPage } from '~/ui/public-layout';
import { Sections, TitledSection } from '~/ui/sections';
import { SkeletonLines } from '~/ui/skeleton-lines';
import { StatusBadge } from '~/ui/status-badge';
import { Time } from '~/ui/time';
import { Timeline } from '~/ui/timeline';
import { AnswerForm } from './answer-form';
import { OwnApplicationFragment, OwnApplicationQuery } from './application.queries';
import { RegistrationStep } from './registration-step';
import { applicationTexts as texts } from './texts';

const looks = {
  SUBMITTED: { tone: 'plain', icon: <IconProgressCheck /> },
  ACTION_REQUIRED: { tone: 'attention', icon: <IconMailQuestion /> },
  APPROVED: { tone: 'good', icon: <IconCircleCheck /> },
  REJECTED: { tone: 'plain', icon: <IconCircleX /> },
} as const;

export function ApplicationPage({ token }: { token: string }) {
  const [{ data, error }, retry] = useQuery({ query: OwnApplicationQuery, variables: { token } });
  if (error || !data) {
    return (
      <PublicPage wide title={texts.title}>
        {error ? <Failure error={error} onRetry={retry} /> : <SkeletonLines lines={6} />}
      </PublicPage>
    );
  }
  if (!data.application) {
    return (
      <PublicPage title={texts.unknown.title} lead={texts.unknown.text}>
        <ButtonLink to="/apply" variant="default" fullWidth>
          {texts.apply}
        </ButtonLink>
      </PublicPage>
    );
  }
  return <Application application={data.application} token={token} />;
}

function Application(props: { application: FragmentOf<typeof OwnApplicationFragment>; token: string }) {
  const application = readFragment(OwnApplicationFragment, props.application);
  const { status, companyName, reason, overdue, dueAt, submittedAt } = application;
  const { tone, icon } = looks[status];
  const state = texts.states[status];
  return (
    <PublicPage wide title={texts.of(companyName)} lead={<StatusBadge status={status} />}>
      <Sections>
        <Notice tone={tone} icon={icon} title={state.title}>
          {state.text}
          {status === 'SUBMITTED' && (
            <div>
              {overdue ? (
                texts.overdue
              ) : (
                <>
                  {texts.answerBy} <Time at={dueAt} />.
                </>
              )}
            </div>
          )}
        </Notice>
        {status === 'REJECTED' && reason && <Notice>{reason}</Notice>}
        {status === 'ACTION_REQUIRED' && <AnswerForm application={application} token={props.token} />}
        {status === 'APPROVED' && <RegistrationStep application={application} token={props.token} />}
        <TitledSection title={texts.history}>
          <Timeline entries={application.timeline.nodes} />
        </TitledSection>
        <TitledSection title={texts.details}>
          <Facts
            facts={[
              { term: texts.facts.company, value: companyName },
              { term: texts.facts.website, value: application.website },
              { term: texts.facts.contact, value: application.contactName },
              { term: texts.facts.email, value: application.email, long: true },
              { term: texts.facts.country, value: countryName(application.country) },
              { term: texts.facts.submitted, value: calendarDate(submittedAt) },
            ]}
          />
        </TitledSection>
      </Sections>
    </PublicPage>
  );
}
