import { PasswordInput, Text, TextInput } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useMutation } from 'urql';
import { qrCode } from '~/lib/qr-code';
import { useForm } from '~/lib/use-form';
import { useRefusals } from '~/lib/use-refusals';
import { Copyable } from '~/ui/copy';
import { Dialog } from '~/ui/dialog';
import { FormActions, FormProblem, FormStack } from '~/ui/form';
import { PrintedCode } from '~/ui/printed-code';
import { failureTexts } from '~/ui/texts';
import { toastDone } from '~/ui/toast';
import { RecoveryCodes } from './recovery-codes';
import { ConfirmTotp, EnrollTotp } from './security.queries';
import { twoStepTexts as texts } from './texts';

type App = { secret: string; otpauthUri: string };

/** The password, then the app's QR code and its first code, then the recovery codes. */
export default function SetUpDialog({ onClose }: { onClose: () => void }) {
  const [app, setApp] = useState<App>();
  const [codes, setCodes] = useState<readonly string[]>();
  return (
    <Dialog onClose={onClose} title={codes ? texts.codesTitle : texts.title}>
      {codes ? (
        <RecoveryCodes codes={codes} onClose={onClose} />
      ) : app ? (
        <FirstCode app={app} onClose={onClose} onDone={setCodes} />
      ) : (
        <Password onClose={onClose} onDone={setApp} />
      )}
    </Dialog>
  );
}

function Password({ onClose, onDone }: { onClose: () => void; onDone: (app: App) => void }) {
  const [{ fetching }, enroll] = useMutation(EnrollTotp);
  const form = useForm({ initialValues: { password: '' } });
  const { general, settle } = useRefusals(form, (code) => failureTexts[code].advice);

  async function send({ password }: typeof form.values) {
    const { data, error } = await enroll({ input: { password: password || null } });
    const made = data?.enrollTotp;
    if (!settle({ error, userErrors: made?.userErrors }) || !made?.secret || !made.otpauthUri) return;
    onDone({ secret: made.secret, otpauthUri: made.otpauthUri });
  }

  return (
    <form onSubmit={form.onSubmit(send)} noValidate>
      <FormStack>
        <FormProblem messages={general} />
        <PasswordInput
          label={texts.password}
          description={texts.passwordHint}
          autoComplete="current-password"
          data-autofocus
          {...form.field('password')}
        />
        <FormActions submit={texts.next} sending={fetching} onCancel={onClose} />
      </FormStack>
    </form>
  );
}

type FirstCodeProps = { app: App; onClose: () => void; onDone: (codes: readonly string[]) => void };

function FirstCode({ app, onClose, onDone }: FirstCodeProps) {
  const [{ fetching }, confirm] = useMutation(ConfirmTotp);
  const qr = useMemo(() => qrCode(app.otpauthUri), [app]);
  const form = useForm({
    initialValues: { code: '' },
    validate: { code: (value) => (value.trim() ? null : texts.codeMissing) },
  });
  const { general, settle } = useRefusals(form, (code) => failureTexts[code].advice);

  async function send({ code }: typeof form.values) {
    const { data, error } = await confirm({ input: { code } });
    if (!settle({ error, userErrors: data?.confirmTotp.userErrors }) || !data) return;
    toastDone(texts.done);
    onDone(data.confirmTotp.recoveryCodes);
  }

  return (
    <form onSubmit={form.onSubmit(send)} noValidate>
      <FormStack>
        <FormProblem messages={general} />
        <Text size="sm">{texts.scan}</Text>
        <PrintedCode size={qr.size} path={qr.path} label={texts.qrCode} />
        <Copyable value={app.secret} what={texts.secret} />
        <TextInput
          label={texts.appCode}
          inputMode="numeric"
          autoComplete="one-time-code"
          data-autofocus
          {...form.field('code')}
        />
        <FormActions submit={texts.turnOn} sending={fetching} onCancel={onClose} />
      </FormStack>
    </form>
  );
}
