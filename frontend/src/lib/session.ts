import type { Client } from '@urql/core';
import type { ResultOf } from 'gql.tada';
import { useQuery } from 'urql';
import { SessionQuery } from './session.queries';

type Session = ResultOf<typeof SessionQuery>;
export type Permission = NonNullable<Session['viewer']>['permissions'][number];

/** The session, asked for once and then read from the cache. */
export async function loadSession(client: Client): Promise<Session> {
  const { data, error } = await client.query(SessionQuery, {}).toPromise();
  if (!data) throw error ?? new Error('The session could not be read.');
  return data;
}

/** The session that the root route has loaded before anything is drawn. */
function useSession(): Session | undefined {
  const [{ data }] = useQuery({ query: SessionQuery });
  return data;
}

export function useViewer() {
  return useSession()?.viewer ?? null;
}

export function useProgram() {
  return useSession()?.program ?? null;
}

export function useMay(permission: Permission): boolean {
  return useViewer()?.permissions.includes(permission) ?? false;
}
