import { useMutation } from '~/lib/use-mutation';
import { useRefusals } from '~/lib/use-refusals';
import { Dialog } from '~/ui/dialog';
import { FormActions, FormProblem, FormStack } from '~/ui/form';
import { failureTexts } from '~/ui/texts';
import { toastDone } from '~/ui/toast';
import { UpdateLead } from './lead.queries';
import { LeadFields } from './lead-fields';
import { leadInput, useLeadForm } from './lead-form';
import type { Lead } from './lead-page';
import { leadDialogTexts } from './texts';

const texts = leadDialogTexts.edit;
type Props = { lead: Lead; onClose: () => void };

export function EditDialog({ lead, onClose }: Props) {
  return (
    <Dialog onClose={onClose} title={texts.title} size="lg">
      <EditForm lead={lead} onClose={onClose} />
    </Dialog>
  );
}

function EditForm({ lead, onClose }: Props) {
  const [{ fetching }, update] = useMutation(UpdateLead);
  const form = useLeadForm(lead);
  const { general, settle } = useRefusals(form, (code) => failureTexts[code].advice);

  async function send(values: typeof form.values) {
    const { data, error } = await update({ input: { leadId: lead.id, ...leadInput(values) } });
    if (!settle({ error, userErrors: data?.updateLead.userErrors })) return;
    toastDone(texts.done);
    onClose();
  }

  return (
    <form onSubmit={form.onSubmit(send)} noValidate>
      <FormStack>
        <FormProblem messages={general} />
        <LeadFields form={form} registered />
        <FormActions submit={texts.submit} sending={fetching} onCancel={onClose} />
      </FormStack>
    </form>
  );
}
