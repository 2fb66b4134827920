import { useMutation } from '~/lib/use-mutation';
import { useRefusals } from '~/lib/use-refusals';
import { Dialog } from '~/ui/dialog';
import { FormActions, FormProblem, FormStack } from '~/ui/form';
import { failureTexts } from '~/ui/texts';
import { toastDone } from '~/ui/toast';
import { UpdateAccount } from './account.queries';
import { AccountFields } from './account-fields';
import { accountInput, useAccountForm } from './account-form';
import type { Account } from './account-page';
import { accountTexts as texts } from './texts';

type Props = { account: Account; onClose: () => void };

export function EditDialog({ account, onClose }: Props) {
  return (
    <Dialog onClose={onClose} title={texts.editTitle} size="lg">
      <EditForm account={account} onClose={onClose} />
    </Dialog>
  );
}

function EditForm({ account, onClose }: Props) {
  const [{ fetching }, update] = useMutation(UpdateAccount);
  const form = useAccountForm(account);
  const { general, settle } = useRefusals(form, (code) => failureTexts[code].advice);

  async function send(values: typeof form.values) {
    const { data, error } = await update({ input: { accountId: account.id, ...accountInput(values) } });
    const payload = data?.updateAccount;
    if (!settle({ error, userErrors: payload?.userErrors })) return;
    const warnings = payload?.warnings.map(({ message }) => message) ?? [];
    toastDone([texts.saved, ...warnings].join('. '));
    onClose();
  }

  return (
    <form onSubmit={form.onSubmit(send)} noValidate>
      <FormStack>
        <FormProblem messages={general} />
        <AccountFields form={form} />
        <FormActions submit={texts.save} sending={fetching} onCancel={onClose} />
      </FormStack>
    </form>
  );
}
