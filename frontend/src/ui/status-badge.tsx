import classes from './status-badge.module.css';
import { statusTexts } from './status-texts';

type Status = keyof typeof statusTexts;

const tones: Record<Status, string> = {
  DEVELOPMENT: 'blue',
  TRANSFER_PENDING: 'amber',
  AWAITING_PLAN: 'violet',
  COLLABORATOR: 'green',
  INACTIVE: 'grey',
  SUBMITTED: 'blue',
  ACTION_REQUIRED: 'amber',
  APPROVED: 'green',
  REJECTED: 'grey',
  PENDING: 'amber',
  DECLINED: 'grey',
  CANCELLED: 'grey',
  EXPIRED: 'grey',
  OPEN: 'blue',
  IN_REVIEW: 'amber',
  REFUSED: 'grey',
  WON: 'green',
  LOST: 'grey',
  WITHDRAWN: 'grey',
  REQUESTED: 'amber',
  PROCESSING: 'violet',
  PAID: 'green',
  FAILED: 'grey',
  RETURNED: 'grey',
};

/** The state of an account, an application, a request, a lead or a withdrawal: a dot of quiet colour and the full word. */
export function StatusBadge({ status, quiet = false }: { status: Status; quiet?: boolean }) {
  return (
    <span className={classes.badge} data-quiet={quiet || undefined}>
      <StatusDot status={status} />
      {statusTexts[status]}
    </span>
  );
}

export function StatusDot({ status }: { status: Status }) {
  return <span className={classes.dot} data-tone={tones[status]} aria-hidden="true" />;
}
