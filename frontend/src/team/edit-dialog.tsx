import { useMutation } from '~/lib/use-mutation';
import { useRefusals } from '~/lib/use-refusals';
import { Dialog } from '~/ui/dialog';
import { FormActions, FormProblem, FormStack } from '~/ui/form';
import type { Role } from '~/ui/role-texts';
import { failureTexts } from '~/ui/texts';
import { toastDone } from '~/ui/toast';
import { MemberFields } from './member-fields';
import type { Member } from './members-table';
import { UpdateMember } from './team.queries';
import { dialogTexts } from './texts';
import { useMemberForm } from './use-member-form';

const texts = dialogTexts.edit;
type Props = { member: Member; onClose: () => void };

export function EditDialog({ member, onClose }: Props) {
  return (
    <Dialog onClose={onClose} title={texts.title(member.name)} size="lg">
      <EditForm member={member} onClose={onClose} />
    </Dialog>
  );
}

function EditForm({ member, onClose }: Props) {
  const [{ fetching }, update] = useMutation(UpdateMember);
  const memberForm = useMemberForm({
    ...member,
    accounts: member.accounts.map(({ id, accountId, name }) => ({ id, name: name ?? accountId })),
  });
  const { form, accountIds } = memberForm;
  const { general, settle } = useRefusals(form, (code) => failureTexts[code].advice);

  async function send({ role }: typeof form.values) {
    if (!memberForm.isComplete()) return;
    const { data, error } = await update({
      input: {
        memberId: member.id,
        // Who may not change roles sends none.
        role: role === member.role ? null : (role as Role),
        accountIds,
        allAccounts: accountIds === null,
      },
    });
    if (!settle({ error, userErrors: data?.updateMember.userErrors })) return;
    toastDone(texts.done);
    onClose();
  }

  return (
    <form onSubmit={form.onSubmit(send)} noValidate>
      <FormStack>
        <FormProblem messages={general} />
        <MemberFields member={memberForm} fixedRole />
        <FormActions submit={texts.submit} sending={fetching} onCancel={onClose} focus />
      </FormStack>
    </form>
  );
}
