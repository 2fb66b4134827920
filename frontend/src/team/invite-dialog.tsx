import { TextInput } from '@mantine/core';
import { useMay } from '~/lib/session';
import { useMutation } from '~/lib/use-mutation';
import { useRefusals } from '~/lib/use-refusals';
import { Dialog } from '~/ui/dialog';
import { FormActions, FormProblem, FormStack } from '~/ui/form';
import type { Role } from '~/ui/role-texts';
import { failureTexts } from '~/ui/texts';
import { toastDone } from '~/ui/toast';
import { MemberFields } from './member-fields';
import { InviteMember } from './team.queries';
import { dialogTexts, fieldTexts } from './texts';
import { useMemberForm } from './use-member-form';

const texts = dialogTexts.invite;

export function InviteDialog({ onClose }: { onClose: () => void }) {
  return (
    <Dialog onClose={onClose} title={texts.title} size="lg">
      <InviteForm onClose={onClose} />
    </Dialog>
  );
}

function InviteForm({ onClose }: { onClose: () => void }) {
  const mayRoles = useMay('EDIT_ROLES');
  const [{ fetching }, invite] = useMutation(InviteMember);
  const member = useMemberForm({ role: mayRoles ? 'OWNER' : 'MANAGER', restricted: false, accounts: [] });
  const { form, accountIds } = member;
  const { general, settle } = useRefusals(form, (code) => failureTexts[code].advice);

  async function send({ email, role }: typeof form.values) {
    if (!member.isComplete()) return;
    const address = email.trim();
    const { data, error } = await invite({ input: { email: address, role: role as Role, accountIds } });
    if (!settle({ error, userErrors: data?.inviteMember.userErrors })) return;
    toastDone(texts.done(address));
    onClose();
  }

  return (
    <form onSubmit={form.onSubmit(send)} noValidate>
      <FormStack>
        <FormProblem messages={general} />
        <TextInput
          type="email"
          label={fieldTexts.email}
          description={fieldTexts.emailHint}
          autoComplete="off"
          data-autofocus
          {...form.field('email')}
        />
        <MemberFields member={member} />
        <FormActions submit={texts.submit} sending={fetching} onCancel={onClose} />
      </FormStack>
    </form>
  );
}
