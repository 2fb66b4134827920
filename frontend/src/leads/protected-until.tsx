import { useNow } from '~/lib/clock';
import { absoluteTime, calendarDate } from '~/lib/format';
import { Subdued } from '~/ui/data-table';
import { Time } from '~/ui/time';
import { Urgent } from '~/ui/urgent';
import { leadsTexts as texts } from './texts';

const dayMilliseconds = 86_400_000;
const soonDays = 14;

type Lead = { status: string; protectedUntil: string; endedAt: string | null };

/** Whether the lead holds its website as long as its time runs. */
export const holds = ({ status }: { status: string }) => status === 'OPEN' || status === 'IN_REVIEW';

/** Until when a lead protects its website, and how long that still is; of one that was ended, when. */
export function ProtectedUntil({ lead: { status, protectedUntil, endedAt } }: { lead: Lead }) {
  const now = useNow();
  if (endedAt) {
    return (
      <Subdued>
        {texts.ended} <Time at={endedAt} />
      </Subdued>
    );
  }
  const date = (
    <time dateTime={protectedUntil} title={absoluteTime(protectedUntil)}>
      {calendarDate(protectedUntil)}
    </time>
  );
  const left = Date.parse(protectedUntil) - now;
  if (!holds({ status }) || left <= 0) return <Subdued>{date}</Subdued>;
  const days = Math.floor(left / dayMilliseconds);
  return (
    <div>
      {date} <br />
      <Urgent on={days < soonDays}>{days < 1 ? texts.lastDay : texts.daysLeft(days)}</Urgent>
    </div>
  );
}
