export const apiTexts = {
  title: 'API documentation',
  lead: 'This portal is a client of its own GraphQL API, and of nothing else: what you see here, your tools can do too.',
  endpoint: 'Endpoint',
  endpointLead: 'One address for everything. Send a POST with JSON.',
  endpointWhat: 'endpoint',
  token: 'Sign in',
  tokenLead:
    'Every request carries an access token in its Authorization header. You make what you need under Tokens and clients: a personal access token acts for you and goes into the header as it is; a client has an id and a secret, which it trades for a token of an hour, as below. If your role makes neither, ask an owner of your team.',
  askFor: 'Questions? Write to the program’s team',
  first: 'A first query',
  firstLead: 'Who are you, and which program is this?',
  answer: 'Its answer',
  rules: 'Good to know',
  ruleList: [
    'A refusal that can be expected, such as a wrong website, comes in userErrors with a code, the field and a sentence. Nothing was changed then.',
    'Top-level errors carry extensions.code: UNAUTHENTICATED, FORBIDDEN, SECOND_FACTOR_REQUIRED, BAD_USER_INPUT, THROTTLED, IDEMPOTENCY_KEY_REUSED or INTERNAL.',
    'Lists are connections with first, after, last and before: 25 rows by default, 100 at most.',
    'An id that is unknown, or somebody else’s, answers null.',
  ],
  schema: 'The schema',
  schemaLead: 'Every type and field with its description, for reading and for code generation.',
  openSchema: 'Open schema.graphql',
  copyWhat: 'example',
};

const scopes = 'accounts:read';

export const apiExamples = {
  token: (origin: string) => `curl ${origin}/oauth/token \\
  -u "$CLIENT_ID:$CLIENT_SECRET" \\
  -d grant_type=client_credentials \\
  -d scope="${scopes}"`,
  query: (origin: string) => `curl ${origin}/graphql \\
  -H "Authorization: Bearer $ACCESS_TOKEN" \\
  -H "Content-Type: application/json" \\
  -d '{"query": "{ program { name } viewer { scopes } }"}'`,
  answer: (program: string) => `{
  "data": {
    "program": { "name": ${JSON.stringify(program)} },
    "viewer": { "scopes": ["accounts:read"] }
  }
}`,
};
