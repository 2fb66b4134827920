import { IconKey } from '@tabler/icons-react';
import { Facts } from '~/ui/facts';
import { NextStep, Quote } from '~/ui/next-step';
import { Notice } from '~/ui/notice';
import { Time } from '~/ui/time';
import type { Account } from '../account-page';
import type { Action } from '../allowed';
import { DialogLink, RestoreButton } from './next-actions';
import type { NextProps } from './next-panel';
import { nextTexts as texts } from './texts';

/** Who ended the access, when and why, and whether there is a way back. */
export function AfterTheEnd({ account, may }: NextProps) {
  const { id, ended, canRestore: archived } = account;
  const by = ended?.by ?? 'PARTNER';
  const asked = account.accessRequest?.status === 'PENDING';
  return (
    <>
      <OpenRequest account={account} may={may} />
      <NextStep
        label={asked ? texts.before : texts.title}
        title={archived ? texts.ended.archived : texts.ended[by]}
        text={
          <>
            {ended && (
              <p>
                <Time at={ended.at} />
              </p>
            )}
            {ended?.reason && <Quote>{ended.reason}</Quote>}
            {!asked && <p>{texts.endedNext[archived ? 'archived' : by === 'VENDOR' ? by : 'request']}</p>}
          </>
        }
        actions={
          <>
            {may.has('restore') && <RestoreButton account={account} />}
            {may.has('request') && (
              <DialogLink id={id} dialog="request" variant="filled" leftSection={<IconKey size={16} />}>
                {texts.request}
              </DialogLink>
            )}
          </>
        }
      >
        <AnsweredRequest account={account} />
      </NextStep>
    </>
  );
}

/** A request that was made after the end, and came to nothing. */
function AnsweredRequest({ account: { accessRequest: request, ended } }: { account: Account }) {
  if (!request || !ended || request.status === 'PENDING' || request.status === 'APPROVED') return null;
  if (Date.parse(request.createdAt) < Date.parse(ended.at)) return null;
  return (
    <Notice title={texts.answered[request.status]}>
      {request.endedAt && <Time at={request.endedAt} />}
      {request.reason && <Quote>{request.reason}</Quote>}
    </Notice>
  );
}

function OpenRequest({ account: { id, accessRequest: request }, may }: { account: Account; may: Set<Action> }) {
  if (request?.status !== 'PENDING') return null;
  return (
    <NextStep
      label={texts.title}
      tone={request.bouncedAt ? 'attention' : 'plain'}
      {...(request.bouncedAt ? texts.askedBounced : texts.asked)}
      actions={
        may.has('cancel-request') && (
          <>
            <DialogLink id={id} dialog="cancel-request">
              {texts.cancelRequest}
            </DialogLink>
            <DialogLink id={id} dialog="resend-request">
              {texts.resendRequest}
            </DialogLink>
          </>
        )
      }
    >
      <Facts
        line
        facts={[
          { term: texts.sent, value: <Time at={request.sentAt} /> },
          { term: texts.mailed, value: texts.times(request.mailsSent) },
          { term: texts.expires, value: <Time at={request.expiresAt} /> },
        ]}
      />
    </NextStep>
  );
}
