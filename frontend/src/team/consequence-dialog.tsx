import type { CombinedError } from '@urql/core';
import { type ReactNode, useState } from 'react';
import { errorCode, type UserErrorLike, whenToRetry } from '~/lib/errors';
import { Dialog } from '~/ui/dialog';
import { FormActions, FormProblem, FormStack } from '~/ui/form';
import { failureTexts } from '~/ui/texts';

type Answer = { error?: CombinedError; userErrors?: readonly UserErrorLike[] };
type Props = {
  title: string;
  submit: string;
  danger?: boolean;
  children: ReactNode;
  send: () => Promise<Answer>;
  onDone: () => void;
  onClose: () => void;
};

/** Says what will happen and asks once more; a refusal is told in it. */
export function ConsequenceDialog({ title, submit, danger = false, children, send, onDone, onClose }: Props) {
  const [sending, setSending] = useState(false);
  const [problems, setProblems] = useState<string[]>([]);

  async function go() {
    setSending(true);
    const { error, userErrors = [] } = await send();
    setSending(false);
    const refusals = userErrors.map(({ message }) => message);
    const found = error ? [failureTexts[errorCode(error)].advice + whenToRetry(error), ...refusals] : refusals;
    setProblems(found);
    if (found.length === 0) onDone();
  }

  return (
    <Dialog onClose={onClose} title={title}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void go();
        }}
      >
        <FormStack>
          <FormProblem messages={problems} />
          <div>{children}</div>
          <FormActions submit={submit} danger={danger} sending={sending} onCancel={onClose} focus />
        </FormStack>
      </form>
    </Dialog>
  );
}
