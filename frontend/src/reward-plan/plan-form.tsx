import { Checkbox, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useNow } from '~/lib/clock';
import { dayIn } from '~/lib/days';
import { useTimeZone } from '~/lib/program-days';
import { useForm } from '~/lib/use-form';
import { FieldRow, FormActions, FormProblem, FormStack } from '~/ui/form';
import { Columns, Panel } from '~/ui/page';
import { AmountsField } from './amounts-field';
import { PlanPreview } from './plan-preview';
import {
  type AmountLists,
  draftInput,
  holdDaysProblem,
  holdsFromProblem,
  listProblems,
  listsOf,
  monthsProblemOf,
  planInput,
  shareProblem,
  valuesOf,
} from './plan-values';
import type { Plan } from './plans-page';
import { PublishDialog } from './publish-dialog';
import { planFormTexts as texts } from './texts';
import { TiersField } from './tiers-field';

/** The next version, begun as the newest one is, and published once a word is typed. */
export default function PlanForm({ newest, onClose }: { newest: Plan; onClose: () => void }) {
  const timeZone = useTimeZone();
  const [asking, setAsking] = useState(false);
  const [lists, setLists] = useState(() => listsOf(newest));
  const [problems, setProblems] = useState<string[]>([]);
  const form = useForm({
    initialValues: valuesOf(newest),
    validate: {
      share: shareProblem,
      holdDays: holdDaysProblem,
      holdsFrom: holdsFromProblem,
    },
  });
  const change = (next: Partial<AmountLists>) => {
    setLists((before) => ({ ...before, ...next }));
    setProblems([]);
  };

  function ask() {
    const months = monthsProblemOf(form.values);
    const found = listProblems(lists);
    if (months) form.showErrors({ months });
    setProblems(found);
    setAsking(!months && found.length === 0);
  }

  return (
    <Columns even aside={<PlanPreview settings={draftInput(form.values, lists)} />}>
      <Panel title={texts.title} lead={texts.lead}>
        <form onSubmit={form.onSubmit(ask)} noValidate>
          <FormStack>
            <Terms form={form} />
            <AmountsField label={texts.bonuses} rows={lists.bonuses} onChange={(bonuses) => change({ bonuses })} />
            <TiersField rows={lists.tiers} onChange={(tiers) => change({ tiers })} />
            <AmountsField
              label={texts.minimums}
              hint={texts.minimumsHint}
              rows={lists.minimums}
              onChange={(minimums) => change({ minimums })}
            />
            <AmountsField
              label={texts.limits}
              hint={texts.limitsHint}
              rows={lists.limits}
              onChange={(limits) => change({ limits })}
            />
            <Textarea label={texts.note} description={texts.noteHint} rows={2} {...form.field('note')} />
            <FormProblem messages={problems} />
            <FormActions submit={texts.submit} sending={false} onCancel={onClose} />
          </FormStack>
        </form>
      </Panel>
      {asking && (
        <PublishDialog
          version={newest.version + 1}
          input={planInput(form.values, lists, timeZone)}
          onDone={onClose}
          onClose={() => setAsking(false)}
        />
      )}
    </Columns>
  );
}

type Form = ReturnType<typeof useForm<ReturnType<typeof valuesOf>>>;

/** What is earned, for how long, and from when on. */
function Terms({ form }: { form: Form }) {
  const tomorrow = dayIn(useTimeZone(), useNow() + 86_400_000);
  return (
    <>
      <FieldRow>
        <TextInput label={texts.share} description={texts.shareHint} inputMode="decimal" {...form.field('share')} />
        <TextInput
          type="date"
          label={texts.holdsFrom}
          description={texts.holdsFromHint}
          min={tomorrow}
          {...form.field('holdsFrom')}
        />
      </FieldRow>
      <FieldRow>
        <TextInput label={texts.months} inputMode="numeric" disabled={form.values.forLife} {...form.field('months')} />
        <TextInput label={texts.holdDays} inputMode="numeric" {...form.field('holdDays')} />
      </FieldRow>
      <Checkbox label={texts.forLife} {...form.checkbox('forLife')} />
    </>
  );
}
