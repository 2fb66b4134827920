import { Button, type ButtonProps, VisuallyHidden } from '@mantine/core';
import { IconArrowBackUp, IconBellRinging } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useMutation } from '~/lib/use-mutation';
import { ButtonLink } from '~/ui/links';
import { failureTexts } from '~/ui/texts';
import { toastDone, toastFailed } from '~/ui/toast';
import { RestoreAccount } from '../account.queries';
import type { Account } from '../account-page';
import type { AccountDialog } from '../allowed';
import { accountTexts } from '../texts';
import { NudgeClient } from '../transfer/transfer.queries';
import { nextTexts as texts } from './texts';

type LinkProps = {
  id: string;
  dialog: AccountDialog;
  children: ReactNode;
  leftSection?: ReactNode;
  variant?: ButtonProps['variant'];
};

/** Opens one of the account's dialogs. */
export function DialogLink({ id, dialog, children, leftSection, variant = 'default' }: LinkProps) {
  return (
    <ButtonLink to="/accounts/$id" params={{ id }} search={{ dialog }} variant={variant} leftSection={leftSection}>
      {children}
    </ButtonLink>
  );
}

type RestoreProps = { account: Pick<Account, 'id' | 'name'>; inRow?: boolean };

/** Takes an archived account up again; in a list its name is told to screen readers. */
export function RestoreButton({ account: { id, name }, inRow = false }: RestoreProps) {
  const [{ fetching }, restore] = useMutation(RestoreAccount);

  async function bringBack() {
    const { data, error } = await restore({ input: { accountId: id } });
    const refusal = error ? failureTexts.INTERNAL.title : data?.restoreAccount.userErrors[0]?.message;
    if (refusal) toastFailed(refusal);
    else toastDone(accountTexts.restored(name));
  }

  return (
    <Button
      loading={fetching}
      variant={inRow ? 'default' : 'filled'}
      size={inRow ? 'xs' : 'sm'}
      leftSection={<IconArrowBackUp size={inRow ? 14 : 16} />}
      onClick={bringBack}
    >
      {texts.restore}
      {inRow && <VisuallyHidden> {name}</VisuallyHidden>}
    </Button>
  );
}

export function RemindButton({ id, disabled }: { id: string; disabled: boolean }) {
  const [{ fetching }, nudge] = useMutation(NudgeClient);

  async function remind() {
    const { data, error } = await nudge({ input: { accountId: id } });
    const refusal = error ? failureTexts.INTERNAL.title : data?.nudgeClient.userErrors[0]?.message;
    if (refusal) toastFailed(refusal);
    else toastDone(texts.reminded);
  }

  return (
    <Button
      variant="filled"
      loading={fetching}
      disabled={disabled}
      leftSection={<IconBellRinging size={16} />}
      onClick={remind}
    >
      {texts.remind}
    </Button>
  );
}
