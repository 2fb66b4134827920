import { Checkbox, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useMutation } from '~/lib/use-mutation';
import { evidenceTexts } from '~/ui/evidence-texts';
import { FieldRow, FormActions, FormStack } from '~/ui/form';
import { Columns, Panel } from '~/ui/page';
import { RankField } from '~/ui/rank-field';
import { ReasonDialog } from '~/ui/reason-dialog';
import { toastDone } from '~/ui/toast';
import { PublishCreditPolicy } from './policies.queries';
import type { Version } from './policies-page';
import { PolicyPreview } from './policy-preview';
import { PresetChoice } from './preset-choice';
import { policiesTexts } from './texts';
import { type Settings, usePolicyForm } from './use-policy-form';

const texts = policiesTexts.form;
const publishTexts = policiesTexts.publish;
const ranked = ['CREATED', 'LEAD', 'REFERRAL', 'MANAGED', 'PARTNER_EMAIL'] as const;
const fresh: Settings = { order: ['DIRECT', ...ranked], referralDays: 90, leadDays: 90, protection: true };

type Props = { current?: Version; onClose: () => void };

/** The next version: its settings beside the words that they make, published once a word is typed. */
export default function PolicyForm({ current, onClose }: Props) {
  const [asking, setAsking] = useState(false);
  const { form, begin, settings } = usePolicyForm(current ?? fresh);
  const { order, note } = form.values;
  return (
    <Columns even aside={<PolicyPreview settings={settings} />}>
      <Panel title={texts.title} lead={texts.lead}>
        <form onSubmit={form.onSubmit(() => setAsking(true))} noValidate>
          <FormStack>
            <PresetChoice current={current} onChoose={begin} />
            <RankField
              label={texts.order}
              hint={texts.orderHint}
              options={ranked.map((kind) => ({ value: kind, label: evidenceTexts[kind] }))}
              value={order.filter((kind) => kind !== 'DIRECT')}
              onChange={(next) => form.setFieldValue('order', ['DIRECT', ...next])}
              words={texts}
            />
            <FieldRow>
              <TextInput label={texts.referralDays} inputMode="numeric" {...form.field('referralDays')} />
              <TextInput label={texts.leadDays} inputMode="numeric" {...form.field('leadDays')} />
            </FieldRow>
            <Checkbox label={texts.protection} {...form.checkbox('protection')} />
            <Textarea label={texts.note} description={texts.noteHint} rows={2} {...form.field('note')} />
            <FormActions submit={texts.submit} sending={false} onCancel={onClose} />
          </FormStack>
        </form>
      </Panel>
      {asking && settings && (
        <PublishDialog
          version={(current?.version ?? 0) + 1}
          input={{ ...settings, note: note.trim() || null }}
          onDone={onClose}
          onClose={() => setAsking(false)}
        />
      )}
    </Columns>
  );
}

type PublishProps = {
  version: number;
  input: Omit<Settings, 'order'> & { order: Settings['order'][number][]; note: string | null };
  onDone: () => void;
  onClose: () => void;
};

function PublishDialog({ version, input, onDone, onClose }: PublishProps) {
  const [, publish] = useMutation(PublishCreditPolicy);
  return (
    <ReasonDialog
      title={publishTexts.title(version)}
      submit={publishTexts.submit}
      typed={{ label: publishTexts.typed, value: publishTexts.word, missing: publishTexts.notTyped }}
      send={async () => {
        const { data, error } = await publish({ input });
        return { error, userErrors: data?.publishCreditPolicy.userErrors };
      }}
      onDone={() => {
        toastDone(publishTexts.done(version));
        onDone();
      }}
      onClose={onClose}
    >
      {publishTexts.text}
    </ReasonDialog>
  );
}
