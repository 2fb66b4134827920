import { followServerClock } from '~/lib/clock';
import { type Operation, sourceOf } from './operation';

/** Why there is no answer: our network, the server, or what it said of the whole request. */
export type FailureCode = 'NETWORK' | 'DOWN' | 'THROTTLED' | 'INTERNAL';
export type Failure = { code: FailureCode; retryAfterSeconds?: number };
export type Answer<Data> = { data: Data; failure?: undefined } | { data?: undefined; failure: Failure };

type Body = {
  data?: { program?: { now: string } } | null;
  errors?: { extensions?: { code?: string; retryAfterSeconds?: number } }[];
};

const patienceMilliseconds = 30_000;

/** Sends one operation by POST; never throws. */
export async function ask<Data, Variables>(
  document: Operation<Data, Variables>,
  variables: Variables,
): Promise<Answer<Data>> {
  let response: Response;
  try {
    response = await fetch(new URL('/graphql', window.location.origin), {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'X-Portal-CSRF': '1' },
      body: JSON.stringify({ query: sourceOf(document), variables }),
      signal: AbortSignal.timeout(patienceMilliseconds),
    });
  } catch {
    return { failure: { code: 'NETWORK' } };
  }
  const body: Body | null = await response.json().catch(() => null);
  if (!body || typeof body !== 'object') return { failure: { code: response.ok ? 'INTERNAL' : 'DOWN' } };
  const [error] = body.errors ?? [];
  if (error || !body.data) return { failure: toFailure(error?.extensions) };
  if (body.data.program) followServerClock(body.data.program.now);
  return { data: body.data as Data };
}

function toFailure(told: { code?: string; retryAfterSeconds?: number } = {}): Failure {
  if (told.code !== 'THROTTLED') return { code: 'INTERNAL' };
  return { code: 'THROTTLED', retryAfterSeconds: told.retryAfterSeconds };
}
