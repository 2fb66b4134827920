import { useRef } from 'react';
import { type AnyVariables, type DocumentInput, type UseMutationExecute, useMutation as useOneMutation } from 'urql';
import { requestOptions } from './request-options';

/**
 * A mutation that can be sent again where no answer came: until there is one, the same values go by the same key, so
 * that the server does at most once what is asked for. Other values, and what is sent after an answer, have a new key,
 * and so has every dialog that is opened anew.
 *
 * What signs somebody in is sent without: only the first answer sets the cookie.
 */
export function useMutation<Data, Variables extends AnyVariables>(document: DocumentInput<Data, Variables>) {
  const [state, send] = useOneMutation<Data, Variables>(document);
  const unanswered = useRef<{ values: string; key: string }>(undefined);

  const sendOnce: UseMutationExecute<Data, Variables> = async (variables, context) => {
    const values = JSON.stringify(variables);
    if (unanswered.current?.values !== values) unanswered.current = { values, key: newKey() };
    const { key } = unanswered.current;
    const result = await send(variables, { ...context, fetchOptions: requestOptions(key) });
    if (!result.error && unanswered.current?.key === key) unanswered.current = undefined;
    return result;
  };

  return [state, sendOnce] as const;
}

/** 32 letters by chance; `crypto.randomUUID` is there by HTTPS alone. */
function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
