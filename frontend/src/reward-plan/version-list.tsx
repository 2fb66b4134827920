import { Button } from '@mantine/core';
import { useState } from 'react';
import { useNow } from '~/lib/clock';
import { percentOf } from '~/lib/percent';
import { useProgramDate } from '~/lib/program-days';
import { RowTitle } from '~/ui/data-table';
import { Panel } from '~/ui/page';
import { Rows } from '~/ui/rows';
import { Bullets } from '~/ui/steps';
import { Tag } from '~/ui/tag';
import { isFromTheStart, type Plan } from './plans-page';
import { plansTexts as texts } from './texts';

/** All versions, the newest first; the words of one can be opened. */
export function VersionList({ plans, current }: { plans: readonly Plan[]; current: Plan }) {
  const [open, setOpen] = useState<string>();
  return (
    <Panel flush title={texts.versions} lead={texts.versionsLead}>
      <Rows label={texts.versions}>
        {plans.map((plan) => ({
          key: plan.id,
          start: (
            <div>
              <RowTitle detail={<Summary plan={plan} />}>
                {texts.version(plan.version)} <Standing plan={plan} current={current} />
              </RowTitle>
              {open === plan.id && <Bullets points={[...plan.words]} />}
            </div>
          ),
          end: (
            <Button
              variant="default"
              size="xs"
              aria-expanded={open === plan.id}
              onClick={() => setOpen(open === plan.id ? undefined : plan.id)}
            >
              {texts.show(plan.version)}
            </Button>
          ),
        }))}
      </Rows>
    </Panel>
  );
}

function Standing({ plan, current }: { plan: Plan; current: Plan }) {
  const now = useNow();
  const programDate = useProgramDate();
  if (plan.id === current.id) return <Tag tone="good">{texts.holds}</Tag>;
  return Date.parse(plan.holdsFrom) > now && <Tag>{texts.from(programDate(plan.holdsFrom))}</Tag>;
}

function Summary({ plan }: { plan: Plan }) {
  const { rateBps, months, holdDays, holdsFrom, note } = plan;
  const programDate = useProgramDate();
  return (
    <>
      {texts.summary(`${percentOf(rateBps)} %`, months, holdDays)} ·{' '}
      {isFromTheStart(plan) ? texts.fromTheStart : programDate(holdsFrom)}
      {note && (
        <>
          <br />
          {note}
        </>
      )}
    </>
  );
}
