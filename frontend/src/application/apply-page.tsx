import { useState } from 'react';
import { useQuery } from 'urql';
import { useProgram } from '~/lib/session';
import { Failure } from '~/ui/failure';
import { TextLink } from '~/ui/links';
import { PublicPage } from '~/ui/public-layout';
import { SkeletonLines } from '~/ui/skeleton-lines';
import { Steps } from '~/ui/steps';
import { ApplyFormQuery } from './application.queries';
import { ApplyForm } from './apply-form';
import { applyTexts as texts } from './texts';

export function ApplyPage() {
  const program = useProgram();
  const [{ data, error }, retry] = useQuery({ query: ApplyFormQuery });
  const [sentTo, setSentTo] = useState('');
  if (sentTo) {
    return (
      <PublicPage wide title={texts.sentTitle} lead={<span role="status">{texts.sent(sentTo)}</span>}>
        <Steps title={texts.next} steps={texts.steps(data?.program.reviewBusinessDays ?? 1)} />
      </PublicPage>
    );
  }
  return (
    <PublicPage
      wide
      title={texts.title}
      lead={program ? texts.lead(program.name) : undefined}
      after={
        <>
          {texts.have} <TextLink to="/login">{texts.signIn}</TextLink>
          <br />
          {texts.colleague} <TextLink to="/request-account">{texts.request}</TextLink>
        </>
      }
    >
      {data ? (
        <ApplyForm terms={data.program.terms} onSent={setSentTo} />
      ) : error ? (
        <Failure error={error} onRetry={retry} />
      ) : (
        <SkeletonLines lines={8} />
      )}
    </PublicPage>
  );
}
