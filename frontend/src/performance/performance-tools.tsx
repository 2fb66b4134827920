import { NativeSelect, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useMay } from '~/lib/session';
import { PartnerSelect } from '~/ui/partner-select';
import { PlotTools } from '~/ui/plot/plot-tools';
import { intervalsFor } from './days';
import type { PerformancePath } from './performance-page';
import { type Question, splitsFor, useWho } from './question';
import type { PerformanceSearch } from './search';
import { performanceTexts as texts } from './texts';

type Props = { path: PerformancePath; search: PerformanceSearch; question: Question };

const ranges = ['12m', 'year', 'month', 'last-month', '30d', 'own'] as const;

/** Which days, how long the periods are, whose they are, and what they are split by; the address says it. */
export function PerformanceTools({ path, search, question }: Props) {
  const navigate = useNavigate();
  const who = useWho();
  const mayPartners = useMay('VIEW_PARTNERS');
  const choose = (change: Partial<PerformanceSearch>) =>
    void navigate({ to: path, search: { ...search, ...change }, replace: true });
  // Own days start from those that are shown.
  const chooseRange = (range: (typeof ranges)[number]) =>
    choose({
      range: range === '12m' ? undefined : range,
      from: range === 'own' ? question.from : undefined,
      to: range === 'own' ? question.to : undefined,
      interval: undefined,
    });
  return (
    <PlotTools>
      <Choice
        label={texts.range}
        words={texts.ranges}
        from={ranges}
        value={search.range ?? '12m'}
        onChoose={chooseRange}
      />
      {search.range === 'own' && <OwnDays question={question} onChoose={choose} />}
      <Choice
        label={texts.interval}
        words={texts.intervals}
        from={intervalsFor(question)}
        value={question.interval}
        onChoose={(interval) => choose({ interval })}
      />
      {who.operator && mayPartners && (
        <PartnerSelect
          clearable
          aria-label={texts.partner}
          placeholder={texts.allPartners}
          value={question.partnerId ?? ''}
          onChoose={(partnerId) => choose({ partnerId: partnerId || undefined, by: undefined })}
        />
      )}
      <Choice
        label={texts.split}
        words={texts.splits}
        from={splitsFor(who, question.partnerId)}
        value={question.groupBy}
        onChoose={(split) => choose({ by: split === 'NONE' ? undefined : split })}
      />
    </PlotTools>
  );
}

type ChoiceProps<Value extends string> = {
  label: string;
  words: Record<Value, string>;
  from: readonly Value[];
  value: Value;
  onChoose: (value: Value) => void;
};

function Choice<Value extends string>({ label, words, from, value, onChoose }: ChoiceProps<Value>) {
  return (
    <NativeSelect
      aria-label={label}
      data={from.map((each) => ({ value: each, label: words[each] }))}
      value={value}
      onChange={({ currentTarget }) => {
        const chosen = from.find((each) => each === currentTarget.value);
        if (chosen) onChoose(chosen);
      }}
    />
  );
}

type DaysProps = { question: Question; onChoose: (change: { from?: string; to?: string }) => void };

function OwnDays({ question, onChoose }: DaysProps) {
  return (['from', 'to'] as const).map((end) => (
    <TextInput
      key={end}
      type="date"
      aria-label={texts[end]}
      defaultValue={question[end]}
      // While a date is being typed it is no date yet.
      onChange={({ currentTarget }) => currentTarget.value && onChoose({ [end]: currentTarget.value })}
    />
  ));
}
