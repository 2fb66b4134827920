import { IconScale } from '@tabler/icons-react';
import type { ResultOf } from 'gql.tada';
import { absoluteTime } from '~/lib/format';
import { useMay, useViewer } from '~/lib/session';
import { Facts } from '~/ui/facts';
import { TextLink } from '~/ui/links';
import { Notice } from '~/ui/notice';
import { Panel } from '~/ui/page';
import { TitledSection } from '~/ui/sections';
import { Story } from '~/ui/story';
import { Tag } from '~/ui/tag';
import type { CreditFragment } from '../account.queries';
import { Candidates } from './candidates';
import { creditTexts as texts } from './texts';

export type Credit = ResultOf<typeof CreditFragment>;

/** Whom the client counts for, and why; before the first payment, that it is not decided. */
export function CreditPanel({ credit }: { credit: Credit | null }) {
  const mayRules = useMay('VIEW_CREDIT_POLICY');
  const rules = mayRules && <TextLink to="/credit">{texts.rules}</TextLink>;
  return (
    <Panel title={texts.title} actions={rules}>
      {credit ? (
        <Decision credit={credit} />
      ) : (
        <Notice icon={<IconScale />} title={texts.before.title}>
          {texts.before.text}
        </Notice>
      )}
    </Panel>
  );
}

function Decision({ credit }: { credit: Credit }) {
  const { credited, partner, explanation, story, candidates, frozenAt, firstPaidAt, decidedAt, policyVersion } = credit;
  const isMember = Boolean(useViewer()?.member);
  const title = credited === 'PARTNER' ? texts.credited.PARTNER(partner?.name ?? '') : texts.credited[credited];
  return (
    <>
      <Notice
        tone={credited === 'YOU' || credited === 'PARTNER' ? 'good' : 'plain'}
        icon={<IconScale />}
        title={
          <>
            {title} {frozenAt && <Tag>{texts.final}</Tag>}
          </>
        }
      >
        {explanation}
      </Notice>
      {story.length > 0 && (
        <TitledSection title={texts.story}>
          <Story lines={story} />
        </TitledSection>
      )}
      <TitledSection title={isMember ? texts.yourEvidence : texts.candidates}>
        <Candidates candidates={candidates} />
      </TitledSection>
      <Facts
        facts={[
          { term: texts.facts.firstPaid, value: absoluteTime(firstPaidAt) },
          { term: texts.facts.decided, value: absoluteTime(decidedAt) },
          { term: texts.facts.policy, value: texts.facts.version(policyVersion) },
          ...(frozenAt ? [{ term: texts.facts.frozen, value: absoluteTime(frozenAt) }] : []),
        ]}
      />
    </>
  );
}
