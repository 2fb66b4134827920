import { useMay } from '~/lib/session';
import { type Role, roles, roleTexts } from '~/ui/role-texts';

/** The roles that the viewer may give: nobody gives more than he has. */
export function useGivableRoles(): Role[] {
  const mayRoles = useMay('EDIT_ROLES');
  return mayRoles ? roles : roles.filter((role) => role !== 'OWNER');
}

export const roleOptions = (given: readonly Role[]) =>
  given.map((role) => ({ value: role, label: roleTexts[role].name }));

type Subject = { id: string; role: Role; status: string };

/** What the viewer may do to a member; the server says so too. */
export function useAllowed(): (member: Subject) => { edit: boolean; remove: boolean } {
  const mayTeam = useMay('EDIT_TEAM');
  const mayRoles = useMay('EDIT_ROLES');
  return ({ role, status }) => {
    const allowed = mayTeam && status === 'ACTIVE' && (mayRoles || role !== 'OWNER');
    return { edit: allowed, remove: allowed };
  };
}
