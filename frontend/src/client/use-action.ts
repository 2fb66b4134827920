import { useRef, useState } from 'react';
import { ask } from './ask';
import type { Operation } from './operation';
import { failureText } from './texts';

type Refusal = { code: string; field: string[] | null; message: string };
type Payload = { userErrors: readonly Refusal[] };

/**
 * A mutation that the client sends with a button. `done` is what came of it, which `send` gives too, or null;
 * `refusals` says why it was refused, `messages` in words. A second press while it is under way does nothing.
 */
export function useAction<Data, Variables, Done extends Payload>(
  document: Operation<Data, Variables>,
  payloadOf: (data: Data) => Done,
) {
  const [sending, setSending] = useState(false);
  const [done, setDone] = useState<Done | null>(null);
  const [refusals, setRefusals] = useState<readonly Refusal[]>([]);
  const underWay = useRef(false);

  async function send(variables: Variables): Promise<Done | null> {
    if (underWay.current) return null;
    underWay.current = true;
    setSending(true);
    const { data, failure } = await ask(document, variables);
    underWay.current = false;
    setSending(false);
    const payload = failure ? null : payloadOf(data);
    const refused = failure
      ? [{ code: failure.code, field: null, message: failureText(failure).advice }]
      : (payload?.userErrors ?? []);
    setRefusals(refused);
    const worked = refused.length === 0 ? payload : null;
    setDone(worked);
    return worked;
  }

  return { send, sending, done, refusals, messages: refusals.map(({ message }) => message) };
}
