import { NativeSelect, Text } from '@mantine/core';
import { IconBuildingStore, IconListCheck } from '@tabler/icons-react';
import { useMay } from '~/lib/session';
import { ChoiceCards } from '~/ui/choice';
import { type Role, roleTexts } from '~/ui/role-texts';
import { AccountPicker } from './account-picker';
import { roleOptions, useGivableRoles } from './roles';
import { fieldTexts as texts } from './texts';
import type { MemberForm } from './use-member-form';

/** Role and accounts; `fixedRole` where the role can't be changed by the viewer. */
export function MemberFields({ member, fixedRole = false }: { member: MemberForm; fixedRole?: boolean }) {
  const { form, chosen, choose, restricts } = member;
  const givable = useGivableRoles();
  const mayRoles = useMay('EDIT_ROLES');
  const role = form.values.role as Role;
  return (
    <>
      <NativeSelect
        label={texts.role}
        description={roleTexts[role].text}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        data={roleOptions(givable.includes(role) ? givable : [role])}
        disabled={fixedRole && !mayRoles}
        {...form.field('role')}
      />
      {role === 'OWNER' ? (
        <Text size="sm" c="dimmed">
          {texts.ownerOpensAll}
        </Text>
      ) : (
        <ChoiceCards
          legend={texts.which}
          options={[
            { value: 'all', icon: <IconBuildingStore />, ...texts.all },
            { value: 'chosen', icon: <IconListCheck />, ...texts.chosen },
          ]}
          value={form.values.which}
          onChange={(which) => form.setFieldValue('which', which)}
        />
      )}
      {restricts && <AccountPicker chosen={chosen} onChange={choose} error={form.errors.accountIds} />}
    </>
  );
}
