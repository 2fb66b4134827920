import { Button } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useMutation } from 'urql';
import { SignOut } from '~/lib/session.queries';
import { useResetClient } from '~/lib/use-reset-client';
import { ConfirmDialog } from '~/ui/confirm';
import { failureTexts } from '~/ui/texts';
import { toastFailed } from '~/ui/toast';
import { securityTexts as texts } from './texts';

export function SignOutEverywhere() {
  const [asking, setAsking] = useState(false);
  const navigate = useNavigate();
  const resetClient = useResetClient();
  const [{ fetching }, signOut] = useMutation(SignOut);

  async function leave() {
    const { data } = await signOut({ input: { everywhere: true } });
    if (!data?.signOut.ok) return toastFailed(failureTexts.INTERNAL.title);
    resetClient();
    await navigate({ to: '/login' });
  }

  return (
    <>
      <Button variant="default" onClick={() => setAsking(true)}>
        {texts.everywhere}
      </Button>
      <ConfirmDialog
        opened={asking}
        title={texts.everywhereTitle}
        confirm={texts.everywhere}
        working={fetching}
        onConfirm={leave}
        onClose={() => setAsking(false)}
      >
        {texts.everywhereText}
      </ConfirmDialog>
    </>
  );
}
