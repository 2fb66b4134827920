import { useState } from 'react';
import { useForm } from '~/lib/use-form';
import type { Role } from '~/ui/role-texts';
import { fieldTexts as texts } from './texts';

export type Chosen = { id: string; name: string };
type Setup = { email?: string; role: Role; restricted: boolean; accounts: readonly Chosen[] };

/** What one gives to a colleague: a role, and all accounts or chosen ones. */
export function useMemberForm({ email = '', role, restricted, accounts }: Setup) {
  const [chosen, setChosen] = useState(accounts);
  const form = useForm({
    initialValues: { email, role: role as string, which: restricted ? 'chosen' : 'all', accountIds: [] as string[] },
    validate: { email: (value) => (value.trim() ? null : texts.emailMissing) },
  });
  const restricts = form.values.which === 'chosen' && form.values.role !== 'OWNER';
  return {
    form,
    chosen,
    restricts,
    choose(next: readonly Chosen[]) {
      setChosen(next);
      // Takes the words away that stand there.
      form.setFieldValue('accountIds', []);
    },
    /** The ids to send; null for all accounts. */
    accountIds: restricts ? chosen.map(({ id }) => id) : null,
    /** Whether accounts were to be chosen and are; else says so at the field. */
    isComplete(): boolean {
      const complete = !restricts || chosen.length > 0;
      if (!complete) form.showErrors({ accountIds: texts.noneChosen });
      return complete;
    },
  };
}

export type MemberForm = ReturnType<typeof useMemberForm>;
