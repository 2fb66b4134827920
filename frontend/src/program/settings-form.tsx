import { Checkbox, NativeSelect, TextInput } from '@mantine/core';
import type { ResultOf } from 'gql.tada';
import { useState } from 'react';
import { useMutation } from 'urql';
import { currencyCodes, timeZones } from '~/lib/choices';
import { useForm } from '~/lib/use-form';
import { useRefusals } from '~/lib/use-refusals';
import { FieldRow, FormActions, FormProblem, FormStack } from '~/ui/form';
import { failureTexts } from '~/ui/texts';
import { toastDone } from '~/ui/toast';
import { type ProgramQuery, UpdateProgram } from './program.queries';
import { programTexts as texts } from './texts';
import { TierLimits, tierLimitsInput, tierLimitsOf, tierLimitsProblem } from './tier-limits';

type Program = ResultOf<typeof ProgramQuery>['program'];

export function SettingsForm({ program }: { program: Program }) {
  const [{ fetching }, update] = useMutation(UpdateProgram);
  const [tierLimits, setTierLimits] = useState(() => tierLimitsOf(program));
  const form = useForm({
    initialValues: {
      name: program.name,
      supportEmail: program.supportEmail,
      logoUrl: program.logoUrl ?? '',
      timeZone: program.timeZone,
      currencyCode: program.currencyCode,
      gettingStartedVideoUrl: program.gettingStartedVideoUrl ?? '',
      reviewBusinessDays: String(program.reviewBusinessDays),
      signUpUrl: program.signUpUrl ?? '',
      logInUrl: program.logInUrl ?? '',
      openLeadsPerPartner: String(program.openLeadsPerPartner),
      leadWaitDays: String(program.leadWaitDays),
      leadReview: program.leadReview,
    },
    validate: {
      name: (value) => (value.trim() ? null : texts.nameMissing),
      supportEmail: (value) => (value.trim() ? null : texts.supportMissing),
      reviewBusinessDays: (value) => (/^[1-9]\d{0,2}$/.test(value) ? null : texts.daysWrong),
      openLeadsPerPartner: (value) => (/^\d{1,5}$/.test(value) ? null : texts.countWrong),
      leadWaitDays: (value) => (/^\d{1,3}$/.test(value) ? null : texts.countWrong),
    },
  });
  const { general, settle } = useRefusals(form, (code) => failureTexts[code].advice);
  const { field, checkbox } = form;
  const [tierProblem, setTierProblem] = useState<string | null>(null);

  async function send(values: typeof form.values) {
    const wrong = tierLimitsProblem(tierLimits);
    setTierProblem(wrong);
    if (wrong) return;
    const { data, error } = await update({
      input: {
        ...values,
        logoUrl: values.logoUrl.trim() || null,
        gettingStartedVideoUrl: values.gettingStartedVideoUrl.trim() || null,
        reviewBusinessDays: Number(values.reviewBusinessDays),
        signUpUrl: values.signUpUrl.trim() || null,
        logInUrl: values.logInUrl.trim() || null,
        openLeadsPerPartner: Number(values.openLeadsPerPartner),
        openLeadsByTier: tierLimitsInput(tierLimits),
        leadWaitDays: Number(values.leadWaitDays),
      },
    });
    if (settle({ error, userErrors: data?.updateProgram.userErrors })) toastDone(texts.saved);
  }

  return (
    <form onSubmit={form.onSubmit(send)} noValidate>
      <FormStack>
        <FormProblem messages={tierProblem ? [tierProblem, ...general] : general} />
        <TextInput label={texts.name} {...field('name')} />
        <TextInput type="email" label={texts.supportEmail} description={texts.supportHint} {...field('supportEmail')} />
        <TextInput label={texts.logo} description={texts.logoHint} inputMode="url" {...field('logoUrl')} />
        <FieldRow>
          <NativeSelect label={texts.timeZone} data={timeZones(program.timeZone)} {...field('timeZone')} />
          <NativeSelect label={texts.currency} data={currencyCodes} {...field('currencyCode')} />
        </FieldRow>
        <TextInput label={texts.reviewDays} inputMode="numeric" {...field('reviewBusinessDays')} />
        <TextInput
          label={texts.video}
          description={texts.videoHint}
          inputMode="url"
          {...field('gettingStartedVideoUrl')}
        />
        <TextInput label={texts.signUp} description={texts.signUpHint} inputMode="url" {...field('signUpUrl')} />
        <TextInput label={texts.logIn} description={texts.logInHint} inputMode="url" {...field('logInUrl')} />
        <FieldRow>
          <TextInput label={texts.openLeads} inputMode="numeric" {...field('openLeadsPerPartner')} />
          <TextInput label={texts.leadWait} inputMode="numeric" {...field('leadWaitDays')} />
        </FieldRow>
        <TierLimits limits={tierLimits} usual={form.values.openLeadsPerPartner} onChange={setTierLimits} />
        <Checkbox label={texts.leadReview} {...checkbox('leadReview')} />
        <FormActions submit={texts.save} sending={fetching} />
      </FormStack>
    </form>
  );
}
