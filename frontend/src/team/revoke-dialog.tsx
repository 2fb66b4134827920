import { readFragment } from 'gql.tada';
import { useQuery } from 'urql';
import { useMutation } from '~/lib/use-mutation';
import { toastDone } from '~/ui/toast';
import { ConsequenceDialog } from './consequence-dialog';
import { InvitationFragment, InvitationsQuery, RevokeInvitation } from './team.queries';
import { dialogTexts } from './texts';

const texts = dialogTexts.revoke;

export function RevokeDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const [, revoke] = useMutation(RevokeInvitation);
  const [{ data }] = useQuery({ query: InvitationsQuery });
  const invitation = readFragment(InvitationFragment, data?.invitations.nodes ?? []).find((each) => each.id === id);
  if (!invitation) return null;
  return (
    <ConsequenceDialog
      title={texts.title}
      submit={texts.submit}
      send={async () => {
        const answer = await revoke({ input: { invitationId: id } });
        return { error: answer.error, userErrors: answer.data?.revokeInvitation.userErrors };
      }}
      onDone={() => {
        toastDone(texts.done);
        onClose();
      }}
      onClose={onClose}
    >
      {texts.text(invitation.email)}
    </ConsequenceDialog>
  );
}
