/** A team and its invitations, as the API answers. */

import { inDays } from './accounts';

type Fields = Record<string, unknown>;

export const teamRights = ['VIEW_TEAM', 'VIEW_ACCOUNTS', 'EDIT_TEAM', 'EDIT_ROLES'];

export function memberOf(fields: Fields = {}) {
  return {
    __typename: 'TeamMember',
    id: 'mem_2',
    name: 'Carl Wu',
    email: 'carl@brightside.example',
    role: 'MANAGER',
    status: 'ACTIVE',
    lastSeenAt: inDays(-1),
    restricted: false,
    accounts: [],
    ...fields,
  };
}

/** The one who looks at the pages of the tests. */
export const ada = memberOf({ id: 'memb_1', name: 'Ada Moreau', email: 'ada@brightside.example', role: 'OWNER' });

export function invitationOf(fields: Fields = {}) {
  return {
    __typename: 'Invitation',
    id: 'inv_1',
    email: 'dora@brightside.example',
    role: 'OWNER',
    status: 'OPEN',
    sentAt: inDays(-1),
    expiresAt: inDays(13.5),
    invitedBy: 'Ada Moreau',
    restricted: false,
    accounts: [],
    ...fields,
  };
}
