import { PasswordInput, Text, TextInput } from '@mantine/core';
import { IconBuildingBank, IconMail } from '@tabler/icons-react';
import { readFragment } from 'gql.tada';
import { useQuery } from 'urql';
import { absoluteTime } from '~/lib/format';
import { useForm } from '~/lib/use-form';
import { useMutation } from '~/lib/use-mutation';
import { useRefusals } from '~/lib/use-refusals';
import { ChoiceCards } from '~/ui/choice';
import { Dialog } from '~/ui/dialog';
import { FormActions, FormProblem, FormStack } from '~/ui/form';
import { failureTexts } from '~/ui/texts';
import { toastDone } from '~/ui/toast';
import { PayoutMethodFragment, PayoutMethodQuery, UpdatePayoutMethod } from './payouts.queries';
import { methodTexts as texts } from './texts';

type Type = keyof typeof texts.types;
const icons = { BANK: <IconBuildingBank />, PAYPAL: <IconMail /> };
const options = (['BANK', 'PAYPAL'] as const).map((value) => ({ value, icon: icons[value], ...texts.types[value] }));

/** Where the money is to go from now on; the password is asked for once more. */
export default function MethodDialog({ onClose }: { onClose: () => void }) {
  const [{ fetching }, update] = useMutation(UpdatePayoutMethod);
  const form = useForm({
    initialValues: { type: 'BANK', holderName: '', iban: '', bic: '', email: '', password: '' },
  });
  const [{ data: known }] = useQuery({ query: PayoutMethodQuery });
  const { general, settle } = useRefusals(form, (code) => failureTexts[code].advice);
  const type: Type = form.values.type === 'PAYPAL' ? 'PAYPAL' : 'BANK';

  async function send({ holderName, iban, bic, email, password }: typeof form.values) {
    const where = type === 'BANK' ? { holderName, iban, bic: bic.trim() || null } : { email };
    const { data, error } = await update({ input: { type, ...where, password: password || null } });
    const payload = data?.updatePayoutMethod;
    if (!settle({ error, userErrors: payload?.userErrors }) || !payload?.payoutMethod) return;
    const { usableFrom } = readFragment(PayoutMethodFragment, payload.payoutMethod);
    toastDone(texts.done(absoluteTime(usableFrom)));
    onClose();
  }

  return (
    <Dialog onClose={onClose} title={texts.dialog}>
      <form onSubmit={form.onSubmit(send)} noValidate>
        <FormStack>
          <FormProblem messages={general} />
          <ChoiceCards
            legend={texts.type}
            options={options}
            value={type}
            onChange={(next) => form.setFieldValue('type', next)}
          />
          {type === 'BANK' ? (
            <>
              <TextInput
                label={texts.holderName}
                description={texts.holderNameHint}
                autoComplete="off"
                data-autofocus
                {...form.field('holderName')}
              />
              <TextInput label={texts.iban} autoComplete="off" autoCapitalize="characters" {...form.field('iban')} />
              <TextInput
                label={texts.bic}
                description={texts.bicHint}
                autoComplete="off"
                autoCapitalize="characters"
                {...form.field('bic')}
              />
            </>
          ) : (
            <TextInput type="email" label={texts.email} autoComplete="off" {...form.field('email')} />
          )}
          <PasswordInput
            label={texts.password}
            description={texts.passwordHint}
            autoComplete="current-password"
            {...form.field('password')}
          />
          {known && (
            <Text size="sm" c="dimmed">
              {texts.explained(known.program.payoutMethodWaitHours)}
            </Text>
          )}
          <FormActions submit={texts.submit} sending={fetching} onCancel={onClose} />
        </FormStack>
      </form>
    </Dialog>
  );
}
