import { PasswordInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useClient } from 'urql';
import { askDevice } from '~/lib/ask-device';
import { useForm } from '~/lib/use-form';
import { useRefusals } from '~/lib/use-refusals';
import { Dialog } from '~/ui/dialog';
import { FormActions, FormProblem, FormStack } from '~/ui/form';
import { failureTexts } from '~/ui/texts';
import { toastDone } from '~/ui/toast';
import { AddPasskey, StartAddingPasskey } from './security.queries';
import { passkeyTexts as texts, twoStepTexts } from './texts';
import { deviceName } from './user-agent';

/** The password once more, then the browser's own dialog, which makes the key. */
export default function AddPasskeyDialog({ onClose }: { onClose: () => void }) {
  const client = useClient();
  const [sending, setSending] = useState(false);
  // Only once the server asks for it.
  const [coded, setCoded] = useState(false);
  const form = useForm({
    initialValues: { name: deviceName(navigator.userAgent), password: '', code: '' },
    validate: { name: (value) => (value.trim() ? null : texts.nameMissing) },
  });
  const { general, settle } = useRefusals(form, (code) => failureTexts[code].advice);

  async function add({ name, password, code }: typeof form.values) {
    const proof = { password: password || null, code: code.trim() || null };
    const begun = await client.mutation(StartAddingPasskey, { input: proof }).toPromise();
    const start = begun.data?.startAddingPasskey;
    if (start?.userErrors[0]?.code === 'CODE_REQUIRED') setCoded(true);
    if (!settle({ error: begun.error, userErrors: start?.userErrors }) || !start?.options) return;
    const options = JSON.parse(start.options);
    const answer = await askDevice(() =>
      navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) }),
    );
    if ('problem' in answer) {
      settle({ userErrors: [{ field: null, message: answer.problem }] });
      return;
    }
    const { data, error } = await client.mutation(AddPasskey, { input: { name, ...answer } }).toPromise();
    if (!settle({ error, userErrors: data?.addPasskey.userErrors })) return;
    toastDone(texts.done);
    onClose();
  }

  async function send(values: typeof form.values) {
    setSending(true);
    await add(values);
    setSending(false);
  }

  return (
    <Dialog onClose={onClose} title={texts.add}>
      <form onSubmit={form.onSubmit(send)} noValidate>
        <FormStack>
          <FormProblem messages={general} />
          <TextInput label={texts.name} maxLength={60} {...form.field('name')} />
          <PasswordInput
            label={twoStepTexts.password}
            description={twoStepTexts.passwordHint}
            autoComplete="current-password"
            data-autofocus
            {...form.field('password')}
          />
          {coded && (
            <TextInput label={twoStepTexts.code} autoComplete="one-time-code" autoFocus {...form.field('code')} />
          )}
          <FormActions submit={texts.next} sending={sending} onCancel={onClose} />
        </FormStack>
      </form>
    </Dialog>
  );
}
