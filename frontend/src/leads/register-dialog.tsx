import { readFragment } from 'gql.tada';
import { calendarDate } from '~/lib/format';
import { useMutation } from '~/lib/use-mutation';
import { useRefusals } from '~/lib/use-refusals';
import { Dialog } from '~/ui/dialog';
import { FormActions, FormProblem, FormStack } from '~/ui/form';
import { failureTexts } from '~/ui/texts';
import { toastDone } from '~/ui/toast';
import { LeadFields } from './lead-fields';
import { leadInput, useLeadForm } from './lead-form';
import { LeadRowFragment, RegisterLead } from './leads.queries';
import { leadDialogTexts } from './texts';

const texts = leadDialogTexts.register;
type Props = { website?: string; onClose: () => void };

export default function RegisterDialog(props: Props) {
  return (
    <Dialog onClose={props.onClose} title={texts.title} size="lg">
      <RegisterForm {...props} />
    </Dialog>
  );
}

function RegisterForm({ website = '', onClose }: Props) {
  const [{ fetching }, register] = useMutation(RegisterLead);
  const form = useLeadForm({ website });
  const { general, settle } = useRefusals(form, (code) => failureTexts[code].advice);

  async function send(values: typeof form.values) {
    const { data, error } = await register({ input: { website: values.website.trim(), ...leadInput(values) } });
    const payload = data?.registerLead;
    if (!settle({ error, userErrors: payload?.userErrors }) || !payload?.lead) return;
    const lead = readFragment(LeadRowFragment, payload.lead);
    const done =
      lead.status === 'IN_REVIEW'
        ? texts.inReview(lead.website)
        : texts.done(lead.website, calendarDate(lead.protectedUntil));
    toastDone([done, ...payload.warnings.map(({ message }) => message)].join('. '));
    onClose();
  }

  return (
    <form onSubmit={form.onSubmit(send)} noValidate>
      <FormStack>
        <FormProblem messages={general} />
        <LeadFields form={form} />
        <FormActions submit={texts.submit} sending={fetching} onCancel={onClose} />
      </FormStack>
    </form>
  );
}
