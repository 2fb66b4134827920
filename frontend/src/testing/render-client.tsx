import { render } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { HttpResponse, http } from 'msw';
import { ClientApp } from '~/client/client-app';
import { server } from './server';

type Variables = { token?: string; input?: Record<string, unknown> };
type Answer = object | Response;
export type ClientAnswers = Record<string, Answer | ((variables: Variables) => Answer)>;

const now = '2026-11-21T10:00:00.000Z';
export const inDays = (days: number) => new Date(Date.parse(now) + days * 86_400_000).toISOString();

export const program = {
  name: 'Northbeam Partners',
  supportEmail: 'help@northbeam.example',
  logoUrl: null,
  vendorUrl: 'https://app.northbeam.example/',
  testClock: false,
  awaitingPlanAccess: 'NONE',
  now,
};

export const brightside = {
  id: 'part_1',
  name: 'Brightside Agency',
  website: 'brightside.example',
  status: 'ACTIVE',
};

export const refused = (code: string, message: string, field: string[] | null = null) => [{ code, field, message }];

/** Opens a client's page; `answers` are by the names of operations and see their variables. */
export function renderClient(path: string, answers: ClientAnswers) {
  const asked: { operation: string; variables: Variables }[] = [];
  server.use(
    http.post('*/graphql', async ({ request }) => {
      const { query, variables } = (await request.json()) as { query: string; variables: Variables };
      const operation = /(?:query|mutation)\s+(\w+)/.exec(query)?.[1] ?? '';
      asked.push({ operation, variables });
      const given = answers[operation];
      const answer = typeof given === 'function' ? given(variables) : given;
      if (answer instanceof Response) return answer;
      if (!answer) return HttpResponse.json({ errors: [{ message: operation, extensions: { code: 'INTERNAL' } }] });
      return HttpResponse.json('errors' in answer ? answer : { data: answer });
    }),
  );
  render(<ClientApp path={path} />);
  return { user: userEvent.setup(), asked };
}
