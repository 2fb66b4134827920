import { Textarea, TextInput } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useViewer } from '~/lib/session';
import { useForm } from '~/lib/use-form';
import { useMutation } from '~/lib/use-mutation';
import { useRefusals } from '~/lib/use-refusals';
import { Dialog } from '~/ui/dialog';
import { FormActions, FormProblem, FormStack } from '~/ui/form';
import { Notice } from '~/ui/notice';
import { Steps } from '~/ui/steps';
import { failureTexts } from '~/ui/texts';
import { toastDone } from '~/ui/toast';
import type { Account } from '../account-page';
import { transferTexts as texts } from './texts';
import { TransferOwnership } from './transfer.queries';

type Props = { account: Account; onClose: () => void };

/** Offers the account to the client, in the partner's own words. */
export function TransferDialog({ account: { id, name }, onClose }: Props) {
  const member = useViewer()?.member;
  const [{ fetching }, transfer] = useMutation(TransferOwnership);
  const form = useForm({
    initialValues: { toEmail: '', note: texts.message(name, member?.name ?? '', member?.partner.name ?? '') },
    validate: { toEmail: (value) => (value.trim() ? null : texts.emailMissing) },
  });
  const { general, settle } = useRefusals(form, (code) =>
    code === 'THROTTLED' ? texts.tooMany : failureTexts[code].advice,
  );

  async function send({ toEmail, note }: typeof form.values) {
    const input = { accountId: id, toEmail: toEmail.trim(), note: note.trim() || null };
    const { data, error } = await transfer({ input });
    if (!settle({ error, userErrors: data?.transferOwnership.userErrors })) return;
    toastDone(texts.sent(input.toEmail));
    onClose();
  }

  return (
    <Dialog onClose={onClose} title={texts.title(name)} size="lg">
      <form onSubmit={form.onSubmit(send)} noValidate>
        <FormStack>
          <FormProblem messages={general} />
          <TextInput
            label={texts.email}
            description={texts.emailHint}
            type="email"
            inputMode="email"
            autoComplete="off"
            autoCapitalize="none"
            withAsterisk
            data-autofocus
            {...form.field('toEmail')}
          />
          <Textarea
            label={texts.note}
            description={texts.noteHint}
            rows={10}
            maxLength={5000}
            {...form.field('note')}
          />
          <Steps title={texts.next} steps={texts.steps} />
          <Notice tone="attention" icon={<IconAlertTriangle />}>
            {texts.warning}
          </Notice>
          <FormActions submit={texts.submit} sending={fetching} onCancel={onClose} />
        </FormStack>
      </form>
    </Dialog>
  );
}
