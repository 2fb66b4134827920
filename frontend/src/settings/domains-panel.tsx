import { Text, TextInput } from '@mantine/core';
import { type FragmentOf, readFragment } from 'gql.tada';
import { useMay } from '~/lib/session';
import { useForm } from '~/lib/use-form';
import { useMutation } from '~/lib/use-mutation';
import { useRefusals } from '~/lib/use-refusals';
import { FormActions, FormProblem, FormStack } from '~/ui/form';
import { Panel } from '~/ui/page';
import { failureTexts } from '~/ui/texts';
import { toastDone } from '~/ui/toast';
import { DomainItem } from './domain-item';
import { AddDomain, DomainFragment } from './settings.queries';
import { domainTexts as texts } from './texts';

export function DomainsPanel({ domains }: { domains: FragmentOf<typeof DomainFragment>[] }) {
  const mayEdit = useMay('EDIT_ROLES');
  return (
    <Panel title={texts.title} lead={mayEdit ? texts.lead : texts.onlyOwners}>
      {domains.length === 0 && <Text c="dimmed">{texts.none}</Text>}
      {readFragment(DomainFragment, domains).map((domain) => (
        <DomainItem key={domain.id} domain={domain} mayEdit={mayEdit} />
      ))}
      {mayEdit && <AddForm />}
    </Panel>
  );
}

function AddForm() {
  const [{ fetching }, add] = useMutation(AddDomain);
  const form = useForm({
    initialValues: { domain: '' },
    validate: { domain: (value) => (value.trim() ? null : texts.missing) },
  });
  const { general, settle } = useRefusals(form, (code) => failureTexts[code].advice);

  async function send({ domain }: typeof form.values) {
    const { data, error } = await add({ input: { domain: domain.trim() } });
    if (!settle({ error, userErrors: data?.addDomain.userErrors })) return;
    toastDone(texts.added);
    form.reset();
  }

  return (
    <form onSubmit={form.onSubmit(send)} noValidate>
      <FormStack>
        <FormProblem messages={general} />
        <TextInput
          label={texts.label}
          placeholder={texts.placeholder}
          autoCapitalize="none"
          autoComplete="off"
          spellCheck={false}
          {...form.field('domain')}
        />
        <FormActions submit={texts.add} sending={fetching} />
      </FormStack>
    </form>
  );
}
