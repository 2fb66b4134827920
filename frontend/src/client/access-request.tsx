import { useState } from 'react';
import { type AccessLink, ApproveAccess, DeclineAccess } from './client.queries';
import { Button } from './parts/button';
import { Message } from './parts/message';
import { Moment } from './parts/moment';
import { Notice, Refusals } from './parts/notice';
import { Party } from './parts/party';
import { Points } from './parts/points';
import { ReasonDialog } from './parts/reason-dialog';
import { Part } from './parts/screen';
import parts from './parts/stack.module.css';
import { frameTexts, accessTexts as texts } from './texts';
import { useAction } from './use-action';

export type AccessAnswer = 'APPROVED' | 'DECLINED' | 'BLOCKED';

type Props = {
  token: string;
  account: NonNullable<AccessLink['account']>;
  partner: NonNullable<AccessLink['partner']>;
  message: string | null;
  expiresAt: string;
  onAnswer: (answer: AccessAnswer) => void;
  onRefused: () => Promise<void>;
};

/** Who asks for what, what it means, and the answer. */
export function AccessRequest({ token, account, partner, message, expiresAt, onAnswer, onRefused }: Props) {
  const [declining, setDeclining] = useState(false);
  const approve = useAction(ApproveAccess, (data) => data.approveAccess);
  const isActive = partner.status === 'ACTIVE';

  async function sendApproval() {
    if (await approve.send({ input: { token } })) onAnswer('APPROVED');
    else await onRefused();
  }

  return (
    <>
      <div className={parts.rows}>
        <Party label={texts.from} name={partner.name} website={partner.website} round />
        <Party label={frameTexts.store} name={account.name ?? ''} website={account.website ?? ''} />
      </div>
      {message && <Message from={partner.name}>{message}</Message>}
      <Part title={texts.meansTitle}>
        <Points>{texts.means(partner.name)}</Points>
      </Part>
      <div className={parts.form}>
        {!isActive && (
          <Notice tone="attention" title={texts.suspended.title(partner.name)}>
            {texts.suspended.text}
          </Notice>
        )}
        <Refusals messages={isActive ? approve.messages : []} />
        <div className={parts.buttons}>
          {isActive && (
            <Button sending={approve.sending} onClick={sendApproval}>
              {texts.approve}
            </Button>
          )}
          <Button variant="quiet" onClick={() => setDeclining(true)}>
            {texts.decline}
          </Button>
        </div>
      </div>
      <p className={parts.aside}>
        {texts.ends} <Moment at={expiresAt} />
      </p>
      {declining && (
        <DeclineAccessDialog
          {...{ token, onAnswer, onRefused }}
          partner={partner.name}
          onClose={() => setDeclining(false)}
        />
      )}
    </>
  );
}

type DialogProps = Pick<Props, 'token' | 'onAnswer' | 'onRefused'> & { partner: string; onClose: () => void };

function DeclineAccessDialog({ token, partner, onAnswer, onRefused, onClose }: DialogProps) {
  const decline = useAction(DeclineAccess, (data) => data.declineAccess);

  async function send(reason: string | null, block: boolean) {
    if (await decline.send({ input: { token, reason, block } })) onAnswer(block ? 'BLOCKED' : 'DECLINED');
    else await onRefused();
  }

  const { title, text, reason, hint, block, confirm } = texts.declining;
  return (
    <ReasonDialog
      texts={{ title, text: text(partner), reason, hint: hint(partner), block, confirm }}
      sending={decline.sending}
      refusals={decline.messages}
      onConfirm={send}
      onClose={onClose}
    />
  );
}
