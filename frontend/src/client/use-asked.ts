import { useCallback, useEffect, useState } from 'react';
import { type Answer, ask } from './ask';
import type { Operation } from './operation';

/**
 * What a page shows. `again` asks once more and keeps the old answer until there is a new one; `change` puts in what a
 * mutation gave.
 */
export function useAsked<Data, Variables>(document: Operation<Data, Variables>, variables: Variables) {
  const [answer, setAnswer] = useState<Answer<Data> | null>(null);
  // Variables are told apart by what they say, not by the object that holds them.
  const key = JSON.stringify(variables);

  const again = useCallback(async () => {
    const fresh = await ask(document, JSON.parse(key) as Variables);
    setAnswer((old) => (fresh.failure && old?.data ? old : fresh));
  }, [document, key]);

  useEffect(() => {
    void again();
  }, [again]);

  const change = useCallback((changed: (data: Data) => Data) => {
    setAnswer((old) => (old?.data ? { data: changed(old.data) } : old));
  }, []);

  return { data: answer?.data, failure: answer?.failure, again, change };
}
