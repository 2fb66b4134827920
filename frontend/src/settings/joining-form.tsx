import { NativeSelect } from '@mantine/core';
import { useMay } from '~/lib/session';
import { useForm } from '~/lib/use-form';
import { useMutation } from '~/lib/use-mutation';
import { useRefusals } from '~/lib/use-refusals';
import { FormActions, FormProblem, FormStack } from '~/ui/form';
import { type Role, roles, roleTexts } from '~/ui/role-texts';
import { failureTexts } from '~/ui/texts';
import { toastDone } from '~/ui/toast';
import { UpdatePartner } from './settings.queries';
import { settingsTexts as texts } from './texts';

/** Whether colleagues wait for approval, or come in at once, and as what. */
export function JoiningForm({ joinRole }: { joinRole: Role | null }) {
  const mayRoles = useMay('EDIT_ROLES');
  const [{ fetching }, update] = useMutation(UpdatePartner);
  const form = useForm({ initialValues: { joinRole: joinRole ?? '' } });
  const { general, settle } = useRefusals(form, (code) => failureTexts[code].advice);

  async function send(values: typeof form.values) {
    const chosen = roles.find((role) => role === values.joinRole) ?? null;
    const { data, error } = await update({ input: { joinRole: chosen } });
    if (settle({ error, userErrors: data?.updatePartner.userErrors })) toastDone(texts.saved);
  }

  return (
    <form onSubmit={form.onSubmit(send)} noValidate>
      <FormStack>
        <FormProblem messages={general} />
        <NativeSelect
          label={texts.joinRole}
          description={mayRoles ? undefined : texts.onlyOwners}
          disabled={!mayRoles}
          data={[
            { value: '', label: texts.approval },
            ...roles.map((role) => ({ value: role, label: texts.atOnce(roleTexts[role].name) })),
          ]}
          {...form.field('joinRole')}
        />
        {mayRoles && <FormActions submit={texts.save} sending={fetching} />}
      </FormStack>
    </form>
  );
}
