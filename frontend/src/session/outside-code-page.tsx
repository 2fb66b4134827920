import { TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useMutation } from 'urql';
import { wayOn } from '~/lib/search-params';
import { useForm } from '~/lib/use-form';
import { useRefusals } from '~/lib/use-refusals';
import { useResetClient } from '~/lib/use-reset-client';
import { FormActions, FormProblem, FormStack } from '~/ui/form';
import { ButtonLink, TextLink } from '~/ui/links';
import { PublicPage } from '~/ui/public-layout';
import { failureTexts } from '~/ui/texts';
import { FinishOutsideLogin } from './outside.queries';
import { outsideTexts as texts } from './outside-texts';

/** Where whoever has a second factor comes after the vendor's own log-in. */
export function OutsideCodePage() {
  return (
    <PublicPage title={texts.codeTitle} lead={texts.codeLead} after={<TextLink to="/login">{texts.back}</TextLink>}>
      <CodeForm />
    </PublicPage>
  );
}

function CodeForm() {
  const navigate = useNavigate();
  const resetClient = useResetClient();
  const [{ fetching }, finish] = useMutation(FinishOutsideLogin);
  const form = useForm({
    initialValues: { code: '' },
    validate: { code: (value) => (value.trim() ? null : texts.codeMissing) },
  });
  const { general, settle } = useRefusals(form, (code) => failureTexts[code].advice);

  async function send(input: typeof form.values) {
    const { data, error } = await finish({ input });
    const payload = data?.finishOutsideLogin;
    if (!settle({ error, userErrors: payload?.userErrors }) || !payload?.nextPath) return;
    resetClient();
    await navigate(wayOn(payload.nextPath));
  }

  return (
    <form onSubmit={form.onSubmit(send)} noValidate>
      <FormStack>
        <FormProblem messages={general} />
        <TextInput label={texts.code} autoComplete="one-time-code" autoFocus {...form.field('code')} />
        <FormActions submit={texts.submit} sending={fetching} wide />
      </FormStack>
    </form>
  );
}

/** What whoever comes back with a state that isn't this browser's own reads. */
export function OutsideLostPage() {
  return (
    <PublicPage title={texts.lost.title} lead={texts.lost.lead}>
      <ButtonLink to="/login" fullWidth>
        {texts.back}
      </ButtonLink>
    </PublicPage>
  );
}
