import { useMutation } from '~/lib/use-mutation';
import { toastDone } from '~/ui/toast';
import { ConsequenceDialog } from './consequence-dialog';
import type { Member } from './members-table';
import { DeclineMember } from './team.queries';
import { dialogTexts } from './texts';

const texts = dialogTexts.decline;

export function DeclineDialog({ member: { id, name, email }, onClose }: { member: Member; onClose: () => void }) {
  const [, decline] = useMutation(DeclineMember);
  return (
    <ConsequenceDialog
      title={texts.title(name)}
      submit={texts.submit}
      send={async () => {
        const { data, error } = await decline({ input: { memberId: id } });
        return { error, userErrors: data?.declineMember.userErrors };
      }}
      onDone={() => {
        toastDone(texts.done(name));
        onClose();
      }}
      onClose={onClose}
    >
      {texts.text(email)}
    </ConsequenceDialog>
  );
}
