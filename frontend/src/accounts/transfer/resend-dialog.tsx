import { Text, TextInput } from '@mantine/core';
import { useForm } from '~/lib/use-form';
import { useMutation } from '~/lib/use-mutation';
import { useRefusals } from '~/lib/use-refusals';
import { Dialog } from '~/ui/dialog';
import { FormActions, FormProblem, FormStack } from '~/ui/form';
import { failureTexts } from '~/ui/texts';
import { toastDone } from '~/ui/toast';
import type { Account } from '../account-page';
import { resendTexts as texts, transferTexts } from './texts';
import { ResendTransfer } from './transfer.queries';

type Props = { account: Account; newAddress: boolean; onClose: () => void };

/** Sends a fresh link to the same address, or to another one. */
export function ResendDialog({ account, newAddress, onClose }: Props) {
  const before = account.transfer?.toEmail ?? '';
  const [{ fetching }, resend] = useMutation(ResendTransfer);
  const form = useForm({
    initialValues: { toEmail: '' },
    validate: { toEmail: (value) => (newAddress ? wrongAddress(value, before) : null) },
  });
  const { general, settle } = useRefusals(form, (code) =>
    code === 'THROTTLED' ? transferTexts.tooMany : failureTexts[code].advice,
  );

  async function send({ toEmail }: typeof form.values) {
    const address = newAddress ? toEmail.trim() : before;
    const { data, error } = await resend({
      input: { accountId: account.id, toEmail: newAddress ? address : null },
    });
    const refusals = data?.resendTransfer.userErrors.map((one) => (newAddress ? one : { ...one, field: null }));
    if (!settle({ error, userErrors: refusals })) return;
    toastDone(texts.sent(address));
    onClose();
  }

  return (
    <Dialog onClose={onClose} title={newAddress ? texts.addressTitle : texts.title}>
      <form onSubmit={form.onSubmit(send)} noValidate>
        <FormStack>
          <FormProblem messages={general} />
          <Text>{newAddress ? texts.addressText(before) : texts.text(before)}</Text>
          {newAddress && (
            <TextInput
              label={texts.email}
              type="email"
              inputMode="email"
              autoComplete="off"
              autoCapitalize="none"
              withAsterisk
              data-autofocus
              {...form.field('toEmail')}
            />
          )}
          <FormActions
            submit={newAddress ? texts.addressSubmit : texts.submit}
            focus={!newAddress}
            sending={fetching}
            onCancel={onClose}
          />
        </FormStack>
      </form>
    </Dialog>
  );
}

function wrongAddress(value: string, before: string): string | null {
  if (!value.trim()) return transferTexts.emailMissing;
  return value.trim().toLowerCase() === before.toLowerCase() ? texts.sameEmail : null;
}
