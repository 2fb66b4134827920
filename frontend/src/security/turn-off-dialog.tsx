import { useMutation } from 'urql';
import { Dialog } from '~/ui/dialog';
import { toastDone } from '~/ui/toast';
import { ProofForm } from './proof-form';
import { RemoveTotp } from './security.queries';
import { twoStepTexts as texts } from './texts';

/** Turns two-step sign-in off. */
export default function TurnOffDialog({ onClose }: { onClose: () => void }) {
  const [{ fetching }, remove] = useMutation(RemoveTotp);

  function done() {
    toastDone(texts.turnedOff);
    onClose();
  }

  return (
    <Dialog onClose={onClose} title={texts.turnOffTitle}>
      <ProofForm
        danger
        text={texts.turnOffText}
        submit={texts.turnOff}
        sending={fetching}
        onSend={async (input) => {
          const { data, error } = await remove({ input });
          return { error, userErrors: data?.removeTotp.userErrors };
        }}
        onDone={done}
        onClose={onClose}
      />
    </Dialog>
  );
}
