import { IconArchive, IconPencil } from '@tabler/icons-react';
import type { Account } from './account-page';
import type { Action } from './allowed';
import { LogInButton } from './log-in-link';
import { DialogLink } from './next/next-actions';
import { accountTexts as texts } from './texts';

/** What is always at hand in the head of the page; what comes next stands below it. */
export function AccountActions({ account, may }: { account: Account; may: Set<Action> }) {
  const { id, name, provisioning, loginUrl } = account;
  return (
    <>
      {may.has('archive') && provisioning !== 'FAILED' && (
        <DialogLink id={id} dialog="archive" leftSection={<IconArchive size={16} />}>
          {texts.archive}
        </DialogLink>
      )}
      {may.has('edit') && (
        <DialogLink id={id} dialog="edit" leftSection={<IconPencil size={16} />}>
          {texts.edit}
        </DialogLink>
      )}
      {loginUrl && <LogInButton href={loginUrl} name={name} />}
    </>
  );
}
