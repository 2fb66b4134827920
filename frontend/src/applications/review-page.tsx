import { Anchor } from '@mantine/core';
import { type ResultOf, readFragment } from 'gql.tada';
import type { ReactNode } from 'react';
import { useQuery } from 'urql';
import { absoluteTime, bareWebsite, countryName, formatNumber, websiteAddress } from '~/lib/format';
import { useMay } from '~/lib/session';
import { Facts } from '~/ui/facts';
import { Failure } from '~/ui/failure';
import { TextLink } from '~/ui/links';
import { Columns, Page, Panel } from '~/ui/page';
import { SkeletonLines } from '~/ui/skeleton-lines';
import { StatusBadge } from '~/ui/status-badge';
import { Time } from '~/ui/time';
import { Timeline } from '~/ui/timeline';
import { TitleLine } from '~/ui/title-line';
import { ApplicationQuery, ReviewFragment } from './applications.queries';
import { Decision } from './decision';
import { SameDomain } from './same-domain';
import { reviewTexts as texts } from './texts';

export type Review = ResultOf<typeof ReviewFragment>;
export type ReviewDialog = 'approve' | 'reject' | 'ask';
type Props = { id: string; dialog?: ReviewDialog; notFound: ReactNode };

export function ReviewPage({ id, dialog, notFound }: Props) {
  const mayReview = useMay('REVIEW_APPLICATIONS');
  const [{ data, error }, ask] = useQuery({ query: ApplicationQuery, variables: { id } });
  if (error && !data) return <Failure whole error={error} onRetry={() => ask({ requestPolicy: 'network-only' })} />;
  if (!data) {
    return (
      <Page title={texts.facts} heading={<span />}>
        <Panel>
          <SkeletonLines lines={8} />
        </Panel>
      </Page>
    );
  }
  if (!data.partnerApplication) return notFound;
  const application = readFragment(ReviewFragment, data.partnerApplication);
  const { companyName, website, status, submittedAt } = application;
  return (
    <Page
      title={companyName}
      back={<TextLink to="/operator/applications">{texts.back}</TextLink>}
      heading={
        <TitleLine
          title={companyName}
          badge={<StatusBadge status={status} />}
          details={[
            <Anchor key="website" href={websiteAddress(website)} target="_blank" rel="noreferrer noopener" inherit>
              {bareWebsite(website)}
            </Anchor>,
            <span key="submitted">
              {texts.submitted} <Time at={submittedAt} />
            </span>,
          ]}
        />
      }
    >
      <Columns
        asideFirst
        aside={
          <>
            <Decision application={application} mayReview={mayReview} dialog={dialog} />
            <SameDomain others={application.sameDomain} />
          </>
        }
      >
        <ApplicationFacts application={application} />
        <Panel title={texts.timeline}>
          <Timeline entries={application.timeline.nodes} />
        </Panel>
      </Columns>
    </Page>
  );
}

function ApplicationFacts({ application }: { application: Review }) {
  const { contactName, email, country, clientCount, platforms, message, acceptedTermsVersion, reason, answer } =
    application;
  const conversation = [
    { term: texts.message, value: message },
    { term: texts.reason, value: reason },
    { term: texts.answer, value: answer },
  ].filter(({ value }) => value);
  return (
    <>
      <Panel title={texts.facts}>
        <Facts
          facts={[
            { term: texts.contact, value: contactName },
            { term: texts.email, value: <Anchor href={`mailto:${email}`}>{email}</Anchor>, long: true },
            { term: texts.country, value: countryName(country) },
            { term: texts.clients, value: clientCount === null ? null : formatNumber(clientCount) },
            { term: texts.platforms, value: platforms.join(', ') },
            { term: texts.terms, value: acceptedTermsVersion && texts.termsVersion(acceptedTermsVersion) },
            { term: texts.submitted, value: absoluteTime(application.submittedAt) },
          ]}
        />
      </Panel>
      {conversation.length > 0 && (
        <Panel>
          <Facts stacked facts={conversation} />
        </Panel>
      )}
    </>
  );
}
