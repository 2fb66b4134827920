import type { CombinedError } from '@urql/core';
import { useState } from 'react';
import { type ErrorCode, errorCode, sortUserErrors, type UserErrorLike, whenToRetry } from './errors';

type Answer = { error?: CombinedError; userErrors?: readonly UserErrorLike[] };
type Form = { values: Record<string, unknown>; showErrors: (errors: Record<string, string>) => void };

/**
 * Puts a mutation's refusals where they belong: at the fields, or into `general`.
 * `settle` says whether all went well; failures of the request are told by `tell`.
 */
export function useRefusals(form: Form, tell: (code: ErrorCode) => string) {
  const [general, setGeneral] = useState<string[]>([]);
  function settle({ error, userErrors = [] }: Answer): boolean {
    const { byField, general: others } = sortUserErrors(userErrors, Object.keys(form.values));
    const messages = error ? [tell(errorCode(error)) + whenToRetry(error), ...others] : others;
    setGeneral(messages);
    form.showErrors(byField);
    return messages.length === 0 && Object.keys(byField).length === 0;
  }
  return { general, settle };
}
