import { createMemoryHistory } from '@tanstack/react-router';
import { render } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { HttpResponse, http } from 'msw';
import { App } from '../app';
import { server } from './server';

const url = 'http://portal.example/graphql';

type Variables = Record<string, unknown>;
type Answer = Record<string, unknown> | { errors: { message: string; extensions?: { code: string } }[] };
type Asked = { operation: string; variables: Variables; idempotencyKey: string | null };
export type Answers = Record<string, (variables: Variables) => Answer>;

const program = {
  __typename: 'Program',
  name: 'Northbeam Partners',
  supportEmail: 'partners@northbeam.example',
  logoUrl: null,
  vendorUrl: null,
  outsideLogin: null,
  testClock: false,
  now: new Date().toISOString(),
  timeZone: 'UTC',
};

const partner = { __typename: 'Partner', id: 'part_1', name: 'Brightside Agency', status: 'ACTIVE' };
const member = {
  __typename: 'TeamMember',
  id: 'memb_1',
  name: 'Ada Moreau',
  email: 'ada@brightside.example',
  role: 'OWNER',
  restricted: false,
  partner,
};

/** A session of a member with these rights, or of nobody. */
export function sessionOf(permissions?: string[]) {
  const memberships = [{ __typename: 'TeamMember', id: member.id, partner }];
  const viewer = permissions
    ? { __typename: 'Viewer', member, memberships, operator: null, permissions, secondFactorMissing: false }
    : null;
  return () => ({ viewer, program });
}

/** A session of an operator with these rights. */
export function operatorSession(permissions: string[]) {
  const operator = {
    __typename: 'Operator',
    id: 'user_9',
    name: 'Olga Petrov',
    email: 'olga@northbeam.example',
    role: 'ADMIN',
  };
  return () => ({
    viewer: { __typename: 'Viewer', member: null, secondFactorMissing: false, memberships: [], operator, permissions },
    program,
  });
}

/** An answer that is a failure of the whole request. */
export const failure = (code: string) => ({ errors: [{ message: code, extensions: { code } }] });

/** No answer: the request came, and what was said to it was lost on the way. */
export const lost = { lost: true };

/** Opens an address of the portal; `answers` are by the names of operations and see their variables. */
export function renderApp(path: string, answers: Answers) {
  const asked: Asked[] = [];
  server.use(
    http.post(url, async ({ request }) => {
      const { operationName, variables } = (await request.json()) as { operationName: string; variables: Variables };
      asked.push({ operation: operationName, variables, idempotencyKey: request.headers.get('Idempotency-Key') });
      const answer = answers[operationName]?.(variables);
      if (!answer) return HttpResponse.json(failure('INTERNAL'));
      if (answer === lost) return HttpResponse.error();
      return HttpResponse.json('errors' in answer ? answer : { data: answer });
    }),
  );
  const history = createMemoryHistory({ initialEntries: [path] });
  render(<App history={history} url={url} />);
  return { user: userEvent.setup(), history, asked };
}
