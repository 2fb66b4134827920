import { IconMailForward, IconSend } from '@tabler/icons-react';
import { useNow } from '~/lib/clock';
import { Facts } from '~/ui/facts';
import { NextStep } from '~/ui/next-step';
import { Time } from '~/ui/time';
import { transferState } from '../transfer/transfer-state';
import { DialogLink } from './next-actions';
import type { NextProps } from './next-panel';
import { nextTexts as texts } from './texts';

/** To whom the account is offered, until when, and what to do where it got stuck. */
export function PendingTransfer({ account: { id, transfer }, may }: NextProps) {
  const now = useNow();
  // While an answer is on its way the status may be ahead of the transfer.
  if (!transfer) return <NextStep label={texts.title} {...texts.transferStates.waiting} />;
  const state = transferState(transfer, now);
  const over = transfer.status === 'EXPIRED' || Date.parse(transfer.expiresAt) <= now;
  const readdress = state === 'blocked' || state === 'bounced';
  return (
    <NextStep
      label={texts.title}
      tone={state === 'waiting' ? 'plain' : 'attention'}
      {...texts.transferStates[state]}
      actions={
        may.has('resend') && (
          <>
            <DialogLink id={id} dialog="cancel-transfer">
              {texts.cancel}
            </DialogLink>
            <DialogLink
              id={id}
              dialog="address"
              variant={readdress ? 'filled' : 'default'}
              leftSection={<IconMailForward size={16} />}
            >
              {texts.address}
            </DialogLink>
            <DialogLink
              id={id}
              dialog="resend"
              variant={state === 'expired' ? 'filled' : 'default'}
              leftSection={<IconSend size={16} />}
            >
              {texts.resend}
            </DialogLink>
          </>
        )
      }
    >
      <Facts
        line
        facts={[
          { term: texts.sentTo, value: transfer.toEmail, long: true },
          { term: texts.sent, value: <Time at={transfer.sentAt} /> },
          { term: over ? texts.expired : texts.expires, value: <Time at={transfer.expiresAt} /> },
        ]}
      />
    </NextStep>
  );
}
