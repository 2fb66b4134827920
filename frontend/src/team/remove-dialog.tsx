import { useNavigate } from '@tanstack/react-router';
import { useMutation } from '~/lib/use-mutation';
import { useResetClient } from '~/lib/use-reset-client';
import { Bullets } from '~/ui/steps';
import { toastDone } from '~/ui/toast';
import { ConsequenceDialog } from './consequence-dialog';
import type { Member } from './members-table';
import { RemoveMember } from './team.queries';
import { dialogTexts } from './texts';

type Props = { member: Member; isMe: boolean; onClose: () => void };

/** Removes a colleague, or leaves the team oneself. */
export function RemoveDialog({ member: { id, name }, isMe, onClose }: Props) {
  const navigate = useNavigate();
  const resetClient = useResetClient();
  const [, remove] = useMutation(RemoveMember);
  const texts = isMe ? dialogTexts.leave : { ...dialogTexts.remove, title: dialogTexts.remove.title(name) };

  async function done() {
    if (!isMe) {
      toastDone(dialogTexts.remove.done(name));
      return onClose();
    }
    resetClient();
    await navigate({ to: '/login' });
  }

  return (
    <ConsequenceDialog
      danger
      title={texts.title}
      submit={texts.submit}
      send={async () => {
        const { data, error } = await remove({ input: { memberId: id } });
        return { error, userErrors: data?.removeMember.userErrors };
      }}
      onDone={done}
      onClose={onClose}
    >
      <Bullets points={[...texts.points]} />
    </ConsequenceDialog>
  );
}
