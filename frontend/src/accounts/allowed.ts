import { type Permission, useViewer } from '~/lib/session';
import type { Account } from './account-page';

/** What opens a dialog on the page of an account; the address says which. */
export const accountDialogs = [
  'edit',
  'archive',
  'transfer',
  'resend',
  'address',
  'cancel-transfer',
  'withdraw',
  'request',
  'resend-request',
  'cancel-request',
] as const;

export type AccountDialog = (typeof accountDialogs)[number];
export type Action = AccountDialog | 'restore' | 'remind';

const needs: Record<Action, Permission> = {
  edit: 'EDIT_ACCOUNTS',
  archive: 'EDIT_ACCOUNTS',
  restore: 'EDIT_ACCOUNTS',
  transfer: 'TRANSFER_ACCOUNTS',
  resend: 'TRANSFER_ACCOUNTS',
  address: 'TRANSFER_ACCOUNTS',
  'cancel-transfer': 'TRANSFER_ACCOUNTS',
  remind: 'TRANSFER_ACCOUNTS',
  withdraw: 'LEAVE_ACCOUNTS',
  request: 'REQUEST_ACCESS',
  'resend-request': 'REQUEST_ACCESS',
  'cancel-request': 'REQUEST_ACCESS',
};

/** As much of an account as decides what can be done with it. */
export type Standing = Pick<Account, 'status' | 'canRestore'> & {
  provisioning?: Account['provisioning'];
  ended: Pick<NonNullable<Account['ended']>, 'by'> | null;
  accessRequest: Pick<NonNullable<Account['accessRequest']>, 'status'> | null;
};

/** What the status of an account allows, whoever asks. */
function possibleActions(account: Standing): Action[] {
  switch (account.status) {
    case 'DEVELOPMENT':
      if (account.provisioning === 'FAILED') return ['archive'];
      return account.provisioning === 'PENDING' ? ['edit', 'archive'] : ['transfer', 'edit', 'archive'];
    case 'TRANSFER_PENDING':
      return ['resend', 'address', 'cancel-transfer', 'edit'];
    case 'AWAITING_PLAN':
      return ['remind', 'withdraw'];
    case 'COLLABORATOR':
      return ['withdraw'];
    case 'INACTIVE':
      if (account.canRestore) return ['restore'];
      if (account.accessRequest?.status === 'PENDING') return ['resend-request', 'cancel-request'];
      return account.ended?.by === 'VENDOR' ? [] : ['request'];
    case null:
      return [];
  }
}

/** What the viewer may do with an account: what its status allows, and his rights. */
export function useAllowed(): (account: Standing) => Set<Action> {
  const permissions = useViewer()?.permissions ?? [];
  return (account) => new Set(possibleActions(account).filter((action) => permissions.includes(needs[action])));
}

/** Whether the viewer may change accounts at all. */
export function useMayDoAny(): boolean {
  const permissions = useViewer()?.permissions ?? [];
  return Object.values(needs).some((right) => permissions.includes(right));
}
