import { Link } from '@tanstack/react-router';
import { useQuery } from 'urql';
import { useNow } from '~/lib/clock';
import { RowTitle, rowLink } from '~/ui/data-table';
import { Panel } from '~/ui/page';
import { Rows } from '~/ui/rows';
import { Time } from '~/ui/time';
import { Urgent } from '~/ui/urgent';
import { WaitingQuery } from './home.queries';
import { homeTexts } from './texts';
import { type Waiting, waitingLines } from './waiting';

const texts = homeTexts.waiting;

/** What is with the clients; not there where nothing is. */
export function WaitingPanel() {
  const now = useNow();
  const [{ data }] = useQuery({ query: WaitingQuery });
  const lines = data ? waitingLines(data, now) : [];
  if (lines.length === 0) return null;
  return (
    <Panel flush title={texts.title} lead={texts.lead}>
      <Rows label={texts.title}>
        {lines.map((line) => ({ key: line.id, start: <Title line={line} />, end: <Reason line={line} /> }))}
      </Rows>
    </Panel>
  );
}

function Title({ line: { id, title, detail, isRequest } }: { line: Waiting }) {
  return (
    <RowTitle detail={isRequest ? texts.yourRequest : detail}>
      {isRequest ? (
        <Link to="/requests" search={{ status: 'PENDING' }} className={rowLink}>
          {title}
        </Link>
      ) : (
        <Link to="/accounts/$id" params={{ id }} className={rowLink}>
          {title}
        </Link>
      )}
    </RowTitle>
  );
}

function Reason({ line: { reason, at } }: { line: Waiting }) {
  const words = texts[reason];
  const timed = at && (reason === 'expires' || reason === 'asked');
  return (
    <Urgent on={reason === 'blocked' || reason === 'bounced' || reason === 'undelivered' || reason === 'expired'}>
      {words} {timed && <Time at={at} />}
    </Urgent>
  );
}
