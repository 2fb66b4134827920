import { NativeSelect, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import type { ResultOf, VariablesOf } from 'gql.tada';
import { useState } from 'react';
import { useQuery } from 'urql';
import { type CurrencyCode, currencyCodes } from '~/lib/choices';
import { errorCode } from '~/lib/errors';
import { formatMoney } from '~/lib/format';
import { Facts } from '~/ui/facts';
import { Failure } from '~/ui/failure';
import { FieldRow, FormStack } from '~/ui/form';
import { Panel } from '~/ui/page';
import { RewardEstimateQuery } from './estimate.queries';
import { estimateTexts as texts } from './texts';

type Input = VariablesOf<typeof RewardEstimateQuery>['input'];
type Estimate = NonNullable<ResultOf<typeof RewardEstimateQuery>['rewardEstimate']>;
type Typed = { amount: string; currencyCode: CurrencyCode; clients: string };

/** What is asked with what was typed; null while a field can't be read. */
function inputOf({ amount, currencyCode, clients }: Typed): Input | null {
  const readable = /^\d{1,12}([.,]\d{1,3})?$/.test(amount.trim()) && /^\d{1,5}$/.test(clients.trim());
  if (!readable || Number(clients) === 0 || !/[1-9]/.test(amount)) return null;
  return { amount: amount.trim().replace(',', '.'), currencyCode, clients: Number(clients) };
}

/** Reckons what clients would earn while it is typed; `currency` is what it begins with. */
export function EstimatePanel({ currency }: { currency: CurrencyCode }) {
  const [typed, setTyped] = useState<Typed>({ amount: '100', currencyCode: currency, clients: '1' });
  const change = (next: Partial<Typed>) => setTyped((before) => ({ ...before, ...next }));
  return (
    <Panel title={texts.title} lead={texts.lead}>
      <FormStack>
        <FieldRow>
          <TextInput
            label={texts.amount}
            inputMode="decimal"
            autoComplete="off"
            value={typed.amount}
            onChange={({ currentTarget }) => change({ amount: currentTarget.value })}
          />
          <NativeSelect
            label={texts.currency}
            data={currencyCodes}
            value={typed.currencyCode}
            onChange={({ currentTarget }) => change({ currencyCode: currentTarget.value as CurrencyCode })}
          />
          <TextInput
            label={texts.clients}
            inputMode="numeric"
            autoComplete="off"
            value={typed.clients}
            onChange={({ currentTarget }) => change({ clients: currentTarget.value })}
          />
        </FieldRow>
        <Answer typed={typed} />
      </FormStack>
    </Panel>
  );
}

function Answer({ typed }: { typed: Typed }) {
  const [settled] = useDebouncedValue(typed, 250);
  const input = inputOf(settled);
  const [{ data, error }] = useQuery({
    query: RewardEstimateQuery,
    variables: { input: input ?? { amount: '', currencyCode: settled.currencyCode } },
    pause: !input,
  });
  const [refusal] = error?.graphQLErrors ?? [];
  const estimate = data?.rewardEstimate;
  return (
    <div aria-live="polite">
      {!input ? (
        texts.unread
      ) : estimate ? (
        <Earned estimate={estimate} />
      ) : error && errorCode(error) === 'BAD_USER_INPUT' ? (
        refusal?.message
      ) : (
        error && <Failure error={error} />
      )}
    </div>
  );
}

function Earned({ estimate: { months, firstYear, words } }: { estimate: Estimate }) {
  const [first] = months;
  return (
    <FormStack>
      <Facts
        line
        facts={[
          { term: texts.firstMonth, value: first && formatMoney(first.earned) },
          { term: texts.firstYear, value: formatMoney(firstYear) },
        ]}
      />
      {words.map((sentence) => (
        <Text key={sentence}>{sentence}</Text>
      ))}
    </FormStack>
  );
}
