import { VisuallyHidden } from '@mantine/core';
import { IconHammer, IconKey } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useMay } from '~/lib/session';
import { useMutation } from '~/lib/use-mutation';
import { useRefusals } from '~/lib/use-refusals';
import { ChoiceCards } from '~/ui/choice';
import { Dialog } from '~/ui/dialog';
import { FormActions, FormProblem, FormStack } from '~/ui/form';
import { TextLink } from '~/ui/links';
import { failureTexts, uiTexts } from '~/ui/texts';
import { toastDone } from '~/ui/toast';
import { AccountFields } from './account-fields';
import { accountInput, useAccountForm } from './account-form';
import { CreateAccount } from './accounts.queries';
import { RequestForm } from './requests/request-form';
import type { CreateWay } from './search';
import { createTexts as texts } from './texts';

type Props = { way: CreateWay; onWay: (way: CreateWay) => void; onClose: () => void };

/** One button, one dialog; each way to an account is a choice with a form of its own. */
export default function CreateDialog({ way, onWay, onClose }: Props) {
  const navigate = useNavigate();
  const mayRequest = useMay('REQUEST_ACCESS');
  return (
    <Dialog onClose={onClose} title={texts.title} size="lg">
      <ChoiceCards
        legend={texts.way}
        value={way}
        onChange={onWay}
        options={[
          { value: 'development', icon: <IconHammer />, ...texts.choices.development },
          ...(mayRequest ? [{ value: 'access' as const, icon: <IconKey />, ...texts.choices.access }] : []),
        ]}
      />
      {way === 'access' && mayRequest ? (
        <RequestForm onSent={() => navigate({ to: '/requests' })} onClose={onClose} />
      ) : (
        <DevelopmentForm onClose={onClose} />
      )}
    </Dialog>
  );
}

function DevelopmentForm({ onClose }: { onClose: () => void }) {
  const navigate = useNavigate();
  const mayCheck = useMay('CHECK_CREDIT');
  const [{ fetching }, create] = useMutation(CreateAccount);
  const form = useAccountForm();
  const { general, settle } = useRefusals(form, (code) => failureTexts[code].advice);

  async function send(values: typeof form.values) {
    const { data, error } = await create({ input: accountInput(values) });
    const payload = data?.createAccount;
    if (!settle({ error, userErrors: payload?.userErrors }) || !payload?.account) return;
    const { id } = payload.account;
    const warnings = payload.warnings.map(({ message }) => message);
    toastDone([texts.done(values.name.trim()), ...warnings].join('. '));
    await navigate({ to: '/accounts/$id', params: { id } });
  }

  return (
    <form onSubmit={form.onSubmit(send)} noValidate>
      <FormStack>
        <FormProblem messages={general} />
        <AccountFields form={form} afterWebsite={mayCheck && <CreditLink website={form.values.website} />} />
        <FormActions submit={texts.submit} sending={fetching} onCancel={onClose} />
      </FormStack>
    </form>
  );
}

/** Asks beside the form, so that nothing typed is lost. */
function CreditLink({ website }: { website: string }) {
  return (
    <div>
      <TextLink to="/credit-check" search={{ q: website.trim() || undefined }} target="_blank">
        {texts.credit}
        <VisuallyHidden> ({uiTexts.opensInNewTab})</VisuallyHidden>
      </TextLink>
    </div>
  );
}
