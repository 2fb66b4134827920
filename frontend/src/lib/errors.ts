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
