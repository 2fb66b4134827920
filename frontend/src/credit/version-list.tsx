import { Button } from '@mantine/core';
import { useState } from 'react';
import { RowTitle } from '~/ui/data-table';
import { evidenceTexts } from '~/ui/evidence-texts';
import { Panel } from '~/ui/page';
import { Rows } from '~/ui/rows';
import { Bullets } from '~/ui/steps';
import { Tag } from '~/ui/tag';
import { Time } from '~/ui/time';
import type { Version } from './policies-page';
import { isFromTheStart } from './start';
import { policiesTexts as texts } from './texts';

/** All versions, the newest first; the words of one can be opened. */
export function VersionList({ versions }: { versions: Version[] }) {
  const [open, setOpen] = useState<string>();
  return (
    <Panel flush title={texts.versions} lead={texts.versionsLead}>
      <Rows label={texts.versions}>
        {versions.map((policy, place) => ({
          key: policy.id,
          start: (
            <div>
              <RowTitle detail={<Summary policy={policy} />}>
                {texts.version(policy.version)} {place === 0 && <Tag tone="good">{texts.holds}</Tag>}
              </RowTitle>
              {open === policy.id && <Bullets points={[...policy.words]} />}
            </div>
          ),
          end: (
            <Button
              variant="default"
              size="xs"
              aria-expanded={open === policy.id}
              onClick={() => setOpen(open === policy.id ? undefined : policy.id)}
            >
              {texts.show(policy.version)}
            </Button>
          ),
        }))}
      </Rows>
    </Panel>
  );
}

function Summary({ policy: { order, note, publishedAt } }: { policy: Version }) {
  return (
    <>
      {order.map((kind) => evidenceTexts[kind]).join(' › ')} ·{' '}
      {isFromTheStart(publishedAt) ? texts.fromTheStart : <Time at={publishedAt} />}
      {note && (
        <>
          <br />
          {note}
        </>
      )}
    </>
  );
}
