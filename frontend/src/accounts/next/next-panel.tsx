import { IconSend } from '@tabler/icons-react';
import { useNow } from '~/lib/clock';
import { calendarDate } from '~/lib/format';
import { NextStep, Quote } from '~/ui/next-step';
import { Notice } from '~/ui/notice';
import { Steps } from '~/ui/steps';
import { Time } from '~/ui/time';
import type { Account } from '../account-page';
import type { Action } from '../allowed';
import { DialogLink, RemindButton } from './next-actions';
import { AfterTheEnd } from './next-ended';
import { PendingTransfer } from './next-transfer';
import { nextTexts as texts } from './texts';

export type NextProps = { account: Account; may: Set<Action> };

const nudgeMilliseconds = 7 * 86_400_000;

/** Always a word on what comes next, with the ways that the account's status allows. */
export function NextPanel(props: NextProps) {
  switch (props.account.status) {
    case 'DEVELOPMENT':
      return props.account.provisioning === 'READY' ? <Build {...props} /> : <BeingMade {...props} />;
    case 'TRANSFER_PENDING':
      return <PendingTransfer {...props} />;
    case 'AWAITING_PLAN':
      return <AwaitingPlan {...props} />;
    case 'COLLABORATOR':
      return <Collaborator {...props} />;
    case 'INACTIVE':
      return <AfterTheEnd {...props} />;
    case null:
      return null;
  }
}

function Build({ account: { id, transfer }, may }: NextProps) {
  const { title, steps, declined } = texts.development;
  return (
    <NextStep
      label={texts.title}
      title={title}
      actions={
        may.has('transfer') && (
          <DialogLink id={id} dialog="transfer" variant="filled" leftSection={<IconSend size={16} />}>
            {texts.transfer}
          </DialogLink>
        )
      }
    >
      {transfer?.status === 'DECLINED' && (
        <Notice title={declined(transfer.toEmail)}>
          {transfer.endedAt && <Time at={transfer.endedAt} />}
          {transfer.reason && <Quote>{transfer.reason}</Quote>}
        </Notice>
      )}
      <Steps steps={[...steps]} />
    </NextStep>
  );
}

function BeingMade({ account: { id, provisioning, provisioningReason }, may }: NextProps) {
  if (provisioning === 'PENDING') return <NextStep label={texts.title} {...texts.pending} />;
  const { title, text, why } = texts.failed;
  return (
    <NextStep
      label={texts.title}
      tone="attention"
      title={title}
      text={
        <>
          {provisioningReason && (
            <p>
              {why} {provisioningReason}
            </p>
          )}
          <p>{text}</p>
        </>
      }
      actions={
        may.has('archive') && (
          <DialogLink id={id} dialog="archive" variant="filled">
            {texts.archive}
          </DialogLink>
        )
      }
    />
  );
}

function AwaitingPlan({ account: { id, ownerEmail, accessLevel, nudgedAt }, may }: NextProps) {
  const now = useNow();
  const { title, text, now: until } = texts.awaiting;
  const remindFrom = nudgedAt ? Date.parse(nudgedAt) + nudgeMilliseconds : 0;
  const tooEarly = remindFrom > now;
  return (
    <NextStep
      label={texts.title}
      title={title}
      text={
        <>
          <p>
            {text(ownerEmail)} {until[accessLevel]}
          </p>
          {nudgedAt && (
            <p>
              {texts.remindedOn} <Time at={nudgedAt} />.{' '}
              {tooEarly && may.has('remind') && texts.remindFrom(calendarDate(new Date(remindFrom).toISOString()))}
            </p>
          )}
        </>
      }
      actions={
        <>
          <Withdraw id={id} may={may} />
          {may.has('remind') && <RemindButton id={id} disabled={tooEarly} />}
        </>
      }
    />
  );
}

function Collaborator({ account: { id, accessLevel, ownerEmail, plan, hasPlan }, may }: NextProps) {
  const { title, access, text, owned } = texts.collaborator;
  return (
    <NextStep
      label={texts.title}
      title={title}
      text={
        <>
          <p>
            {access[accessLevel]} {ownerEmail && owned(ownerEmail, plan, hasPlan)}
          </p>
          <p>{text}</p>
        </>
      }
      actions={<Withdraw id={id} may={may} />}
    />
  );
}

function Withdraw({ id, may }: { id: string; may: Set<Action> }) {
  return (
    may.has('withdraw') && (
      <DialogLink id={id} dialog="withdraw">
        {texts.withdraw}
      </DialogLink>
    )
  );
}
