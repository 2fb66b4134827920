import { Button } from '@mantine/core';
import { IconArchive, IconArrowBackUp, IconPencil } from '@tabler/icons-react';
import { useMutation } from 'urql';
import { ButtonLink } from '~/ui/links';
import { failureTexts } from '~/ui/texts';
import { toastDone, toastFailed } from '~/ui/toast';
import { RestoreAccount } from './account.queries';
import type { Account } from './account-page';
import { accountTexts as texts } from './texts';

/** What a member can do with the account, by its state. */
export function AccountActions({ account: { id, name, status, ended } }: { account: Account }) {
  const [{ fetching }, restore] = useMutation(RestoreAccount);

  async function bringBack() {
    const { data, error } = await restore({ input: { accountId: id } });
    const refusal = error ? failureTexts.INTERNAL.title : data?.restoreAccount.userErrors[0]?.message;
    if (refusal) toastFailed(refusal);
    else toastDone(texts.restored(name));
  }

  if (status === 'INACTIVE') {
    return ended?.by === 'PARTNER' || !ended ? (
      <Button variant="default" loading={fetching} leftSection={<IconArrowBackUp size={16} />} onClick={bringBack}>
        {texts.restore}
      </Button>
    ) : null;
  }
  return (
    <>
      {status === 'DEVELOPMENT' && (
        <ButtonLink
          to="/accounts/$id"
          params={{ id }}
          search={{ dialog: 'archive' }}
          variant="default"
          leftSection={<IconArchive size={16} />}
        >
          {texts.archive}
        </ButtonLink>
      )}
      <ButtonLink
        to="/accounts/$id"
        params={{ id }}
        search={{ dialog: 'edit' }}
        variant="default"
        leftSection={<IconPencil size={16} />}
      >
        {texts.edit}
      </ButtonLink>
    </>
  );
}
