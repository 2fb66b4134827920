export const tokensTexts = {
  title: 'Tokens and clients',
  lead: 'What lets scripts and tools call the API. Each does what its scopes say, until it ends or you revoke it.',
  columns: {
    name: 'Name',
    scopes: 'Scopes',
    used: 'Last used',
    ends: 'Ends',
    created: 'Created',
    status: 'Status',
    actions: 'Actions',
  },
  never: 'Never used',
  dates: (created: string, ends: string | null) => `Created ${created}${ends ? ` · ends ${ends}` : ''}`,
  revoke: 'Revoke',
  revokeLabel: (name: string) => `Revoke ${name}`,
  status: { ACTIVE: 'Active', EXPIRED: 'Expired', REVOKED: 'Revoked' },
  tokens: {
    title: 'Personal access tokens',
    lead: 'A token acts for you, as far as you may yourself. It ends with your membership.',
    make: 'Create token',
    detail: (ending: string, owner: string | null) => `Ends in ${ending}${owner ? ` · ${owner}` : ''}`,
    none: { title: 'No tokens yet', text: 'Create one for a script of your own, and choose what it may do.' },
  },
  clients: {
    title: 'OAuth2 clients',
    lead: 'A client is a program that acts on its own and stays when people leave.',
    make: 'Create client',
    none: { title: 'No clients yet', text: 'Create one for a dashboard or a tool that runs for all of you.' },
  },
};

export const makeTexts = {
  token: { title: 'Create a token', submit: 'Create token', name: 'What is it for?' },
  client: { title: 'Create a client', submit: 'Create client', name: 'What is it called?' },
  nameMissing: 'Enter a name',
  scopes: 'What may it do?',
  scopesMissing: 'Choose one thing at least',
  days: 'It works for',
  dayOptions: [
    { value: '7', label: '7 days' },
    { value: '30', label: '30 days' },
    { value: '90', label: '90 days' },
    { value: '365', label: 'One year' },
  ],
  redirects: 'Redirect addresses',
  redirectsHint:
    'Where people are sent back to who let it act for them or log them in. One on each line, to the letter.',
  isPublic: 'It can’t keep a secret',
  isPublicHint: 'Such as an app on people’s own machines: they are asked each time.',
  logout: 'Log-out address',
  logoutHint: 'Optional. Where it is told that a log-in ended.',
};

export const madeTexts = {
  token: 'Your token',
  client: 'Your client',
  keep: 'Copy it now: it is not shown again.',
  what: { token: 'token', clientId: 'client id', secret: 'secret' },
  clientId: 'Client id',
  secret: 'Secret',
  finish: 'I have kept it',
};

export const revokeTexts = {
  title: (name: string) => `Revoke ${name}?`,
  text: 'Whatever uses it is refused at once. It can’t be taken back.',
  submit: 'Revoke',
  done: (name: string) => `${name} is revoked`,
};
