import { useRef, useState } from 'react';
import { type Access, type Register, RevokeAccess } from './client.queries';
import { Notice } from './parts/notice';
import { ReasonDialog } from './parts/reason-dialog';
import { Part } from './parts/screen';
import classes from './register.module.css';
import { BlockedPartner } from './register-blocked';
import { AccessCard, EndedAccess, OpenRequest } from './register-cards';
import { registerTexts as texts } from './texts';
import { useAction } from './use-action';

type Props = {
  token: string;
  register: Register;
  onChange: (register: Register) => void;
  onRefused: () => Promise<void>;
};

/** Who has access, who asks for it, who is blocked, and what has ended. */
export function RegisterLists({ token, register, onChange, onRefused }: Props) {
  const [revoking, setRevoking] = useState<Access | null>(null);
  const [told, setTold] = useState('');
  const notice = useRef<HTMLDivElement>(null);
  const lasting = register.accesses.filter(({ ended }) => !ended);
  const ended = register.accesses.filter((access) => access.ended);

  function tell(words: string, account: Register | null) {
    if (account) onChange(account);
    setRevoking(null);
    setTold(words);
    // The button that was pressed is gone with its row.
    requestAnimationFrame(() => notice.current?.focus());
  }

  return (
    <>
      <div ref={notice} tabIndex={-1} role="status" className={classes.told}>
        {told && <Notice tone="good">{told}</Notice>}
      </div>
      {lasting.length === 0 ? (
        <div className={classes.empty}>
          <h2>{texts.emptyTitle}</h2>
          <p>{texts.empty}</p>
        </div>
      ) : (
        <ul className={classes.cards}>
          {lasting.map((access) => (
            <AccessCard key={access.partner.id} access={access} onRevoke={() => setRevoking(access)} />
          ))}
        </ul>
      )}
      {register.openRequests.length > 0 && (
        <Part title={texts.requests}>
          <ul className={classes.cards}>
            {register.openRequests.map((request) => (
              <OpenRequest key={request.id} request={request} />
            ))}
          </ul>
        </Part>
      )}
      {register.blockedPartners.length > 0 && (
        <Part title={texts.blocked}>
          <p className={classes.help}>{texts.blockedText}</p>
          <ul className={classes.cards}>
            {register.blockedPartners.map(({ partner, since }) => (
              <BlockedPartner key={partner.id} {...{ token, partner, since, onRefused }} onDone={tell} />
            ))}
          </ul>
        </Part>
      )}
      {ended.length > 0 && <Ended accesses={ended} />}
      {revoking && (
        <RevokeDialog {...{ token, onRefused }} access={revoking} onDone={tell} onClose={() => setRevoking(null)} />
      )}
    </>
  );
}

function Ended({ accesses }: { accesses: readonly Access[] }) {
  return (
    <details className={classes.ended}>
      <summary className={classes.summary}>{texts.ended(accesses.length)}</summary>
      <ul className={classes.endedList}>
        {accesses.map((access) => (
          <EndedAccess key={access.partner.id} access={access} />
        ))}
      </ul>
    </details>
  );
}

type RevokeProps = {
  token: string;
  access: Access;
  onDone: (words: string, register: Register | null) => void;
  onRefused: () => Promise<void>;
  onClose: () => void;
};

function RevokeDialog({ token, access: { partner }, onDone, onRefused, onClose }: RevokeProps) {
  const revoke = useAction(RevokeAccess, (data) => data.revokeAccess);

  async function send(reason: string | null) {
    const done = await revoke.send({ input: { token, partnerId: partner.id, reason } });
    if (done) onDone(texts.revoked(partner.name), done.account);
    else await onRefused();
  }

  const { title, text, reason, hint, confirm } = texts.revoking;
  return (
    <ReasonDialog
      texts={{ title: title(partner.name), text: text(partner.name), reason, hint: hint(partner.name), confirm }}
      sending={revoke.sending}
      refusals={revoke.messages}
      onConfirm={send}
      onClose={onClose}
    />
  );
}
