import { useState } from 'react';
import { useMutation } from 'urql';
import { Dialog } from '~/ui/dialog';
import { ProofForm } from './proof-form';
import { RecoveryCodes } from './recovery-codes';
import { RenewRecoveryCodes } from './security.queries';
import { twoStepTexts as texts } from './texts';

/** Ten new recovery codes in place of the old ones. */
export default function RenewCodesDialog({ onClose }: { onClose: () => void }) {
  const [{ fetching }, renew] = useMutation(RenewRecoveryCodes);
  const [codes, setCodes] = useState<readonly string[]>([]);
  const [shown, setShown] = useState(false);
  return (
    <Dialog onClose={onClose} title={shown ? texts.codesTitle : texts.renew}>
      {shown ? (
        <RecoveryCodes codes={codes} onClose={onClose} />
      ) : (
        <ProofForm
          text={texts.renewText}
          submit={texts.renew}
          sending={fetching}
          onSend={async (input) => {
            const { data, error } = await renew({ input });
            setCodes(data?.renewRecoveryCodes.recoveryCodes ?? []);
            return { error, userErrors: data?.renewRecoveryCodes.userErrors };
          }}
          onDone={() => setShown(true)}
          onClose={onClose}
        />
      )}
    </Dialog>
  );
}
