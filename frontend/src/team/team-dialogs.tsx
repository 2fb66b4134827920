import { useNavigate } from '@tanstack/react-router';
import { useViewer } from '~/lib/session';
import { DeclineDialog } from './decline-dialog';
import { EditDialog } from './edit-dialog';
import { InviteDialog } from './invite-dialog';
import type { Member } from './members-table';
import { RemoveDialog } from './remove-dialog';
import { RevokeDialog } from './revoke-dialog';
import { useAllowed } from './roles';
import type { TeamSearch } from './search';

type Props = { search: TeamSearch; people: readonly Member[]; mayTeam: boolean };

/** The dialog that the team's address asks for, if the viewer may do it. */
export default function TeamDialogs({ search, people, mayTeam }: Props) {
  const navigate = useNavigate();
  const me = useViewer()?.member?.id;
  const allowed = useAllowed();
  const { dialog, id, ...list } = search;
  const close = () => navigate({ to: '/team', search: list, replace: true });
  if (mayTeam && dialog === 'invite') return <InviteDialog onClose={close} />;
  if (mayTeam && dialog === 'revoke' && id) return <RevokeDialog id={id} onClose={close} />;
  const member = people.find((each) => each.id === id);
  if (!member) return null;
  if (mayTeam && dialog === 'decline') return <DeclineDialog member={member} onClose={close} />;
  if (dialog === 'edit' && allowed(member).edit) return <EditDialog member={member} onClose={close} />;
  const mayRemove = allowed(member).remove || member.id === me;
  return dialog === 'remove' && mayRemove ? (
    <RemoveDialog member={member} isMe={member.id === me} onClose={close} />
  ) : null;
}
