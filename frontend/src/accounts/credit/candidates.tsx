import { useViewer } from '~/lib/session';
import { RowTitle } from '~/ui/data-table';
import { evidenceTexts } from '~/ui/evidence-texts';
import { Rows } from '~/ui/rows';
import { Tag } from '~/ui/tag';
import { Time } from '~/ui/time';
import type { Credit } from './credit-panel';
import { creditTexts as texts } from './texts';

type Candidate = Credit['candidates'][number];

/** The evidence that was weighed: whose it is where one may know, and why it won or lost. */
export function Candidates({ candidates }: { candidates: readonly Candidate[] }) {
  const isMember = Boolean(useViewer()?.member);
  if (candidates.length === 0) return texts.noEvidence;
  return (
    <Rows bare label={texts.candidates}>
      {candidates.map(({ partner, evidence, outcome, reason, at }) => ({
        key: `${partner?.id} ${evidence} ${at}`,
        start: (
          <RowTitle
            detail={
              <>
                {reason} · <Time at={at} />
              </>
            }
          >
            {evidenceTexts[evidence]}
            {!isMember && partner && ` · ${partner.name}`}
          </RowTitle>
        ),
        end: <Tag tone={outcome === 'WON' ? 'good' : undefined}>{outcome === 'WON' ? texts.won : texts.lost}</Tag>,
      }))}
    </Rows>
  );
}
