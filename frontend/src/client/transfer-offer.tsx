import { useState } from 'react';
import { sortUserErrors } from '~/lib/errors';
import { useForm } from '~/lib/use-form';
import { AcceptTransfer, DeclineTransfer, type Program, type Transfer } from './client.queries';
import { Button } from './parts/button';
import { TextField } from './parts/field';
import { Message } from './parts/message';
import { Moment } from './parts/moment';
import { Notice, Refusals } from './parts/notice';
import { Party } from './parts/party';
import { Points } from './parts/points';
import { ReasonDialog } from './parts/reason-dialog';
import { Part } from './parts/screen';
import parts from './parts/stack.module.css';
import { frameTexts, transferTexts as texts } from './texts';
import { useAction } from './use-action';

export type TransferAnswer = { accepted: boolean; name?: string; email?: string; hasPlan?: boolean };

type Props = {
  token: string;
  program: Program;
  account: NonNullable<Transfer['account']>;
  partner: NonNullable<Transfer['partner']>;
  message: string | null;
  expiresAt: string;
  onAnswer: (answer: TransferAnswer) => void;
  onRefused: () => Promise<void>;
};

/** Who offers what, what it means, and the answer. */
export function TransferOffer({ program, account, partner, message, expiresAt, ...answer }: Props) {
  const atOnce = account.hasPlan || program.awaitingPlanAccess === 'ADMIN';
  const stays = atOnce ? texts.stays(partner.name) : texts.staysWithPlan(partner.name);
  return (
    <>
      <div className={parts.rows}>
        <Party label={frameTexts.store} name={account.name ?? ''} website={account.website ?? ''} />
        <Party label={texts.from} name={partner.name} website={partner.website} round />
      </div>
      {message && <Message from={partner.name}>{message}</Message>}
      <Part title={texts.meansTitle}>
        <Points>{[texts.owner, stays, texts.end]}</Points>
      </Part>
      <AcceptForm partner={partner.name} {...answer} />
      <p className={parts.aside}>
        {texts.ends} <Moment at={expiresAt} />
      </p>
    </>
  );
}

type FormProps = Pick<Props, 'token' | 'onAnswer' | 'onRefused'> & { partner: string };

function AcceptForm({ token, partner, onAnswer, onRefused }: FormProps) {
  const [declining, setDeclining] = useState(false);
  const accept = useAction(AcceptTransfer, (data) => data.acceptTransfer);
  const form = useForm({
    initialValues: { name: '' },
    validate: { name: (value) => (value.trim() ? null : texts.nameMissing) },
  });
  const { byField, general } = sortUserErrors(accept.refusals, ['name']);
  const emailOwns = accept.refusals.some(({ code }) => code === 'EMAIL_OWNS_ACCOUNT');

  async function send({ name }: typeof form.values) {
    const done = await accept.send({ input: { token, name: name.trim() } });
    if (!done) return onRefused();
    onAnswer({
      accepted: true,
      name: name.trim(),
      email: done.transfer?.toEmail,
      hasPlan: done.account?.hasPlan,
    });
  }

  return (
    <>
      <form className={parts.form} onSubmit={form.onSubmit(send)} noValidate>
        <TextField
          label={texts.name}
          autoComplete="name"
          maxLength={120}
          {...form.field('name')}
          error={form.errors.name ?? byField.name}
        />
        <Refusals messages={emailOwns ? [] : general}>
          {emailOwns && (
            <Notice tone="bad" title={texts.emailOwns.title}>
              {texts.emailOwns.text(partner)}
            </Notice>
          )}
        </Refusals>
        <div className={parts.buttons}>
          <Button type="submit" sending={accept.sending}>
            {texts.accept}
          </Button>
          <Button variant="quiet" onClick={() => setDeclining(true)}>
            {texts.decline}
          </Button>
        </div>
      </form>
      {declining && (
        <DeclineTransferDialog {...{ token, partner, onAnswer, onRefused }} onClose={() => setDeclining(false)} />
      )}
    </>
  );
}

function DeclineTransferDialog({ token, partner, onAnswer, onRefused, onClose }: FormProps & { onClose: () => void }) {
  const decline = useAction(DeclineTransfer, (data) => data.declineTransfer);

  async function send(reason: string | null) {
    const done = await decline.send({ input: { token, reason } });
    if (done) onAnswer({ accepted: false });
    else await onRefused();
  }

  const { title, text, reason, hint, confirm } = texts.declining;
  return (
    <ReasonDialog
      texts={{ title, text: text(partner), reason, hint: hint(partner), confirm }}
      sending={decline.sending}
      refusals={decline.messages}
      onConfirm={send}
      onClose={onClose}
    />
  );
}
