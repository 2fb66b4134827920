import { Text, TextInput } from '@mantine/core';
import { useForm } from '~/lib/use-form';
import { useMutation } from '~/lib/use-mutation';
import { Dialog } from '~/ui/dialog';
import { FormActions, FormStack } from '~/ui/form';
import { failureTexts } from '~/ui/texts';
import { toastDone, toastFailed } from '~/ui/toast';
import { ArchiveAccount, RestoreAccount } from './account.queries';
import type { Account } from './account-page';
import { accountTexts as texts } from './texts';

type Props = { account: Account; onClose: () => void };

/** Archiving shows at once and can be taken back from the toast. */
export function ArchiveDialog({ account, onClose }: Props) {
  const [, archive] = useMutation(ArchiveAccount);
  const [, restore] = useMutation(RestoreAccount);
  const form = useForm({ initialValues: { reason: '' } });

  async function undo() {
    const { data, error } = await restore({ input: { accountId: account.id } });
    const refusal = error ? failureTexts.INTERNAL.title : data?.restoreAccount.userErrors[0]?.message;
    if (refusal) toastFailed(refusal);
    else toastDone(texts.restored(account.name));
  }

  async function send({ reason }: typeof form.values) {
    onClose();
    const { data, error } = await archive({ input: { accountId: account.id, reason: reason.trim() || null } });
    const refusal = error ? failureTexts.INTERNAL.title : data?.archiveAccount.userErrors[0]?.message;
    if (refusal) toastFailed(refusal);
    else toastDone(texts.archived(account.name), undo);
  }

  return (
    <Dialog onClose={onClose} title={texts.archiveTitle(account.name)}>
      <form onSubmit={form.onSubmit(send)}>
        <FormStack>
          <Text>{texts.archiveText}</Text>
          <TextInput label={texts.reason} description={texts.reasonHint} data-autofocus {...form.field('reason')} />
          <FormActions submit={texts.archive} sending={false} onCancel={onClose} />
        </FormStack>
      </form>
    </Dialog>
  );
}
