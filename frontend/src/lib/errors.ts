import type { CombinedError } from '@urql/core';

export type ErrorCode = 'UNAUTHENTICATED' | 'FORBIDDEN' | 'BAD_USER_INPUT' | 'THROTTLED' | 'INTERNAL' | 'NETWORK';

const codes: ErrorCode[] = ['UNAUTHENTICATED', 'FORBIDDEN', 'BAD_USER_INPUT', 'THROTTLED', 'INTERNAL'];

/** What kind of failure the answer tells of; a failed connection is `NETWORK`. */
export function errorCode(error: CombinedError): ErrorCode {
  for (const one of error.graphQLErrors) {
    const code = codes.find((known) => known === one.extensions?.code);
    if (code) return code;
  }
  return error.networkError ? 'NETWORK' : 'INTERNAL';
}

/** What follows the words about too many tries: when more may be made. Nothing after any other failure. */
export function whenToRetry(error: CombinedError): string {
  if (errorCode(error) !== 'THROTTLED') return '';
  const seconds = error.graphQLErrors.map(({ extensions }) => extensions?.retryAfterSeconds).find(Number);
  if (typeof seconds !== 'number') return ' Wait a while and try again.';
  const minutes = Math.max(1, Math.ceil(seconds / 60));
  return ` Try again in ${minutes === 1 ? 'a minute' : `${minutes} minutes`}.`;
}

export type UserErrorLike = { field: string[] | null; message: string };

/** Splits refusals into those that belong to a field of the form and those that belong to the whole. */
export function sortUserErrors(
  errors: readonly UserErrorLike[],
  fields: readonly string[],
): { byField: Record<string, string>; general: string[] } {
  const byField: Record<string, string> = {};
  const general: string[] = [];
  for (const { field, message } of errors) {
    const name = field?.at(-1);
    if (name && fields.includes(name)) byField[name] ??= message;
    else general.push(message);
  }
  return { byField, general };
}
