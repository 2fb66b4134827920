import { bareWebsite } from '~/lib/format';
import type { Access, Register } from './client.queries';
import { Button } from './parts/button';
import { Message } from './parts/message';
import { Moment } from './parts/moment';
import { Party } from './parts/party';
import classes from './register.module.css';
import { registerTexts as texts } from './texts';

/** One partner who may enter. */
export function AccessCard({ access, onRevoke }: { access: Access; onRevoke: () => void }) {
  const { partner, status, since, lastUsedAt } = access;
  const revocable = status === 'COLLABORATOR' || status === 'AWAITING_PLAN';
  return (
    <li className={classes.card}>
      <Party name={partner.name} website={partner.website} round />
      <p className={classes.state} data-works={access.accessLevel !== 'NONE' || undefined}>
        {stateText(access)}
      </p>
      <dl className={classes.facts}>
        <div>
          <dt>{texts.since}</dt>
          <dd>
            <Moment at={since} />
          </dd>
        </div>
        <div>
          <dt>{texts.lastUsed}</dt>
          <dd>{lastUsedAt ? <Moment at={lastUsedAt} /> : texts.never}</dd>
        </div>
      </dl>
      {revocable && (
        <Button variant="outlined-danger" onClick={onRevoke}>
          {texts.revoke}
        </Button>
      )}
    </li>
  );
}

function stateText({ status, accessLevel, partner }: Access): string {
  if (partner.status !== 'ACTIVE') return texts.states.SUSPENDED;
  if (accessLevel === 'NONE' && status === 'AWAITING_PLAN') return texts.states.AWAITING_PLAN;
  return texts.states[accessLevel];
}

/** A request that waits; its mail has the link to answer by. */
export function OpenRequest({ request }: { request: Register['openRequests'][number] }) {
  const { partner, message, createdAt, sentAt, expiresAt } = request;
  return (
    <li className={classes.card}>
      <Party name={partner.name} website={partner.website} round />
      <Message from={partner.name}>{message}</Message>
      <dl className={classes.facts}>
        <div>
          <dt>{texts.asked}</dt>
          <dd>
            <Moment at={createdAt} />
          </dd>
        </div>
        <div>
          <dt>{texts.lapses}</dt>
          <dd>
            <Moment at={expiresAt} />
          </dd>
        </div>
      </dl>
      <p className={classes.help}>
        {texts.requestHelp} <Moment at={sentAt} />.
      </p>
    </li>
  );
}

/** An access that is over: by whom, when and why. */
export function EndedAccess({ access: { partner, ended } }: { access: Access }) {
  if (!ended) return null;
  return (
    <li>
      <p className={classes.endedName}>{partner.name}</p>
      <p className={classes.quiet}>{bareWebsite(partner.website)}</p>
      <p className={classes.quiet}>
        {texts.endedAt} {texts.endedBy[ended.by]} <Moment at={ended.at} />
      </p>
      {ended.reason && <p className={classes.reason}>{ended.reason}</p>}
    </li>
  );
}
