import type { Client, CombinedError } from '@urql/core';
import type { UserErrorLike } from '~/lib/errors';
import type { Action } from '../allowed';
import { ArchiveEach, CancelEach, ResendEach, RestoreEach, WithdrawEach } from './bulk.queries';

/** What can be done to many accounts at once, in the order of the bar. */
export const bulkVerbs = ['resend', 'cancel-transfer', 'archive', 'restore', 'withdraw'] as const satisfies Action[];

export type BulkVerb = (typeof bulkVerbs)[number];
export type Answer = { error?: CombinedError; userErrors?: readonly UserErrorLike[] };
type Input = { accountId: string; reason: string | null };

/** Does the verb to one account, and waits for the answer. */
export async function doVerb(client: Client, verb: BulkVerb, { accountId, reason }: Input): Promise<Answer> {
  switch (verb) {
    case 'archive': {
      const { data, error } = await client.mutation(ArchiveEach, { each: { accountId, reason } }).toPromise();
      return { error, userErrors: data?.archiveAccount?.userErrors };
    }
    case 'restore': {
      const { data, error } = await client.mutation(RestoreEach, { each: { accountId } }).toPromise();
      return { error, userErrors: data?.restoreAccount?.userErrors };
    }
    case 'resend': {
      const { data, error } = await client.mutation(ResendEach, { each: { accountId } }).toPromise();
      return { error, userErrors: data?.resendTransfer.userErrors };
    }
    case 'cancel-transfer': {
      const { data, error } = await client.mutation(CancelEach, { each: { accountId, reason } }).toPromise();
      return { error, userErrors: data?.cancelTransfer.userErrors };
    }
    case 'withdraw': {
      const { data, error } = await client.mutation(WithdrawEach, { each: { accountId, reason } }).toPromise();
      return { error, userErrors: data?.withdrawAccess.userErrors };
    }
  }
}
