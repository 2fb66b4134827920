import { Text, Textarea, TextInput } from '@mantine/core';
import type { CombinedError } from '@urql/core';
import { type ReactNode, useState } from 'react';
import type { UserErrorLike } from '~/lib/errors';
import { useForm } from '~/lib/use-form';
import { useRefusals } from '~/lib/use-refusals';
import { Dialog } from '~/ui/dialog';
import { FormActions, FormProblem, FormStack } from '~/ui/form';
import { failureTexts } from '~/ui/texts';

type Typed = { label: string; value: string; missing: string };
type Props = {
  title: string;
  children: ReactNode;
  /** Left out where nobody needs to know why. */
  reason?: string;
  reasonHint?: string;
  /** Said where no reason is given and one is needed. */
  reasonMissing?: string;
  submit: string;
  keep?: string;
  danger?: boolean;
  /** What must be typed before it is done. */
  typed?: Typed;
  send: (reason: string | null) => Promise<{ error?: CombinedError; userErrors?: readonly UserErrorLike[] }>;
  onDone: () => void;
  onClose: () => void;
};

const plain = (words: string) => words.trim().replaceAll(/\s+/g, ' ').toLowerCase();

/** Asks once more before something is taken back or left, and why. */
export function ReasonDialog({ title, children, typed, reason, submit, keep, danger, ...rest }: Props) {
  const { reasonHint, reasonMissing, send, onDone, onClose } = rest;
  const [sending, setSending] = useState(false);
  const form = useForm({
    initialValues: { typed: '', reason: '' },
    validate: {
      typed: (value) => (!typed || plain(value) === plain(typed.value) ? null : typed.missing),
      reason: (value) => (reasonMissing && !value.trim() ? reasonMissing : null),
    },
  });
  const { general, settle } = useRefusals(form, (code) => failureTexts[code].advice);

  async function submitReason(values: typeof form.values) {
    setSending(true);
    const answer = await send(values.reason.trim() || null);
    setSending(false);
    if (!settle(answer)) return;
    onDone();
    onClose();
  }

  return (
    <Dialog onClose={onClose} title={title}>
      <form onSubmit={form.onSubmit(submitReason)} noValidate>
        <FormStack>
          <FormProblem messages={general} />
          <Text component="div">{children}</Text>
          {typed && (
            <TextInput
              label={typed.label}
              autoComplete="off"
              autoCapitalize="none"
              data-autofocus
              {...form.field('typed')}
            />
          )}
          {reason && (
            <Textarea
              label={reason}
              description={reasonHint}
              rows={2}
              maxLength={1000}
              data-autofocus={typed ? undefined : true}
              {...form.field('reason')}
            />
          )}
          <FormActions
            submit={submit}
            cancel={keep}
            danger={danger}
            focus={!typed && !reason}
            sending={sending}
            onCancel={onClose}
          />
        </FormStack>
      </form>
    </Dialog>
  );
}
