import type { VariablesOf } from 'gql.tada';
import * as v from 'valibot';
import { oneOf, text } from '~/lib/search-params';
import type { TeamQuery } from './team.queries';

const pageSize = 100;
const dialogs = ['invite', 'edit', 'remove', 'decline', 'revoke'] as const;

/** What the address of the team says; `id` is the member or the invitation that the dialog is about. */
export const teamSearch = v.object({ dialog: oneOf(dialogs), id: text, after: text, before: text });

export type TeamSearch = v.InferOutput<typeof teamSearch>;

export function teamVariables({ after, before }: Pick<TeamSearch, 'after' | 'before'>): VariablesOf<typeof TeamQuery> {
  return before ? { last: pageSize, before } : { first: pageSize, after };
}
