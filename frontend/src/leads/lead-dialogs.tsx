import { useMutation } from 'urql';
import { ReasonDialog } from '~/ui/reason-dialog';
import { toastDone } from '~/ui/toast';
import { EditDialog } from './edit-dialog';
import { CloseLead, ExtendLead, RefuseLead, WithdrawLead } from './lead.queries';
import type { Lead } from './lead-page';
import type { LeadDialog } from './search';
import { leadDialogTexts } from './texts';

type Props = { lead: Lead; onClose: () => void };

/** The dialog that the lead's address asks for. */
export default function LeadDialogs({ dialog, ...props }: Props & { dialog: LeadDialog }) {
  switch (dialog) {
    case 'edit':
      return <EditDialog {...props} />;
    case 'extend':
      return <ExtendDialog {...props} />;
    case 'withdraw':
      return <WithdrawDialog {...props} />;
    case 'close':
      return <CloseDialog {...props} />;
    case 'refuse':
      return <RefuseDialog {...props} />;
  }
}

function ExtendDialog({ lead: { id, website }, onClose }: Props) {
  const texts = leadDialogTexts.extend;
  const [, extend] = useMutation(ExtendLead);
  return (
    <ReasonDialog
      title={texts.title(website)}
      submit={texts.submit}
      send={async () => {
        const { data, error } = await extend({ input: { leadId: id } });
        return { error, userErrors: data?.extendLead.userErrors };
      }}
      onDone={() => toastDone(texts.done)}
      onClose={onClose}
    >
      {texts.text}
    </ReasonDialog>
  );
}

function WithdrawDialog({ lead: { id, website }, onClose }: Props) {
  const texts = leadDialogTexts.withdraw;
  const [, withdraw] = useMutation(WithdrawLead);
  return (
    <ReasonDialog
      danger
      title={texts.title(website)}
      reason={texts.reason}
      reasonHint={texts.reasonHint}
      submit={texts.submit}
      send={async (reason) => {
        const { data, error } = await withdraw({ input: { leadId: id, reason } });
        return { error, userErrors: data?.withdrawLead.userErrors };
      }}
      onDone={() => toastDone(texts.done(website))}
      onClose={onClose}
    >
      {texts.text}
    </ReasonDialog>
  );
}

function CloseDialog({ lead: { id, website }, onClose }: Props) {
  const texts = leadDialogTexts.close;
  const [, close] = useMutation(CloseLead);
  return (
    <ReasonDialog
      danger
      title={texts.title(website)}
      reason={texts.reason}
      reasonMissing={texts.reasonMissing}
      submit={texts.submit}
      send={async (reason) => {
        const { data, error } = await close({ input: { leadId: id, reason: reason ?? '' } });
        return { error, userErrors: data?.closeLead.userErrors };
      }}
      onDone={() => toastDone(texts.done(website))}
      onClose={onClose}
    >
      {texts.text}
    </ReasonDialog>
  );
}

function RefuseDialog({ lead: { id, website }, onClose }: Props) {
  const texts = leadDialogTexts.refuse;
  const [, refuse] = useMutation(RefuseLead);
  return (
    <ReasonDialog
      danger
      title={texts.title(website)}
      reason={texts.reason}
      reasonMissing={texts.reasonMissing}
      submit={texts.submit}
      send={async (reason) => {
        const { data, error } = await refuse({ input: { leadId: id, reason: reason ?? '' } });
        return { error, userErrors: data?.refuseLead.userErrors };
      }}
      onDone={() => toastDone(texts.done(website))}
      onClose={onClose}
    >
      {texts.text}
    </ReasonDialog>
  );
}
