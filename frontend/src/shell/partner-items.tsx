import { Menu } from '@mantine/core';
import { IconBuilding, IconCheck } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useMutation } from 'urql';
import { useViewer } from '~/lib/session';
import { SwitchPartner } from '~/lib/session.queries';
import { useResetClient } from '~/lib/use-reset-client';
import { failureTexts } from '~/ui/texts';
import { toastDone, toastFailed } from '~/ui/toast';
import { shellTexts } from './texts';

/** The partners that one belongs to, to go from one to another; not there for who belongs to one alone. */
export function PartnerItems() {
  const viewer = useViewer();
  const navigate = useNavigate();
  const resetClient = useResetClient();
  const [, change] = useMutation(SwitchPartner);
  const memberships = viewer?.memberships ?? [];
  if (memberships.length < 2) return null;

  async function goTo(partner: { id: string; name: string }) {
    const { data, error } = await change({ input: { partnerId: partner.id } });
    const refusal = error ? failureTexts.INTERNAL.title : data?.switchPartner.userErrors[0]?.message;
    if (refusal) return toastFailed(refusal);
    resetClient();
    await navigate({ to: '/' });
    toastDone(shellTexts.switched(partner.name));
  }

  return (
    <>
      <Menu.Label>{shellTexts.partners}</Menu.Label>
      {memberships.map(({ id, partner }) => {
        const here = id === viewer?.member?.id;
        return (
          <Menu.Item
            key={id}
            leftSection={<IconBuilding size={17} />}
            rightSection={here && <IconCheck size={16} />}
            aria-current={here || undefined}
            onClick={() => !here && goTo(partner)}
          >
            {partner.name}
          </Menu.Item>
        );
      })}
      <Menu.Divider />
    </>
  );
}
