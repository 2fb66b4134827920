import type { CombinedError } from '@urql/core';
import type { UserErrorLike } from '~/lib/errors';
import { useMutation } from '~/lib/use-mutation';
import { ReasonDialog } from '~/ui/reason-dialog';
import { toastDone } from '~/ui/toast';
import { EditDialog } from './edit-dialog';
import { CloseLead, ExtendLead, RefuseLead, WithdrawLead } from './lead.queries';
import type { Lead } from './lead-page';
import type { LeadDialog } from './search';
import { leadDialogTexts } from './texts';

type Props = { lead: Lead; onClose: () => void };
/** What is asked once more before it is done. */
type Question = Exclude<LeadDialog, 'edit'>;

/** The dialog that the lead's address asks for. */
export default function LeadDialogs({ dialog, ...props }: Props & { dialog: LeadDialog }) {
  return dialog === 'edit' ? <EditDialog {...props} /> : <QuestionDialog question={dialog} {...props} />;
}

function QuestionDialog({ question, lead: { id, website }, onClose }: Props & { question: Question }) {
  const { title, text, done, ...texts } = leadDialogTexts[question];
  const verbs = useVerbs(id);
  return (
    <ReasonDialog
      danger={question !== 'extend'}
      title={title(website)}
      {...texts}
      send={verbs[question]}
      onDone={() => toastDone(done(website))}
      onClose={onClose}
    >
      {text}
    </ReasonDialog>
  );
}

function useVerbs(leadId: string) {
  const [, extend] = useMutation(ExtendLead);
  const [, withdraw] = useMutation(WithdrawLead);
  const [, close] = useMutation(CloseLead);
  const [, refuse] = useMutation(RefuseLead);
  return {
    extend: async () => refusals(await extend({ input: { leadId } })),
    withdraw: async (reason: string | null) => refusals(await withdraw({ input: { leadId, reason } })),
    close: async (reason: string | null) => refusals(await close({ input: { leadId, reason: reason ?? '' } })),
    refuse: async (reason: string | null) => refusals(await refuse({ input: { leadId, reason: reason ?? '' } })),
  };
}

type Answer = { data?: Record<string, { userErrors: readonly UserErrorLike[] }>; error?: CombinedError };

/** Why the one verb that was called was refused, if it was. */
function refusals({ data, error }: Answer) {
  return { error, userErrors: Object.values(data ?? {})[0]?.userErrors };
}
