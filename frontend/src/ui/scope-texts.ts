const words: Record<string, string> = {
  openid: 'Know that it is you',
  profile: 'Read your name and your partner’s',
  email: 'Read your e-mail address',
  account: 'Log you in to the client’s account',
  'accounts:read': 'Read client accounts',
  'accounts:write': 'Create, change and transfer accounts, ask for access and give it back',
  'leads:read': 'Read leads',
  'leads:write': 'Register, change and close leads',
  'credit:read': 'Read credit and referral links, and check credit',
  'credit:write': 'Make and change referral links',
  'rewards:read': 'Read rewards, balances and withdrawals',
  'rewards:withdraw': 'Withdraw rewards, to the payout method that is set',
  'team:read': 'Read the team',
  'webhooks:manage': 'Manage webhooks',
  'platform:read': 'Read what the vendor’s app needs',
  'platform:write': 'Register accounts and tell of payments, for the vendor’s app',
  'operator:read': 'Read what operators read',
  'operator:write': 'Do what operators do, but payouts',
};

/** What a scope lets a program do, in words; an unknown one is read out as it is. */
export function scopeWord(scope: string): string {
  return words[scope] ?? scope;
}

/** The same of several, in the order in which they are listed above. */
export function scopeWords(scopes: readonly string[]): string[] {
  const known = Object.keys(words).filter((scope) => scopes.includes(scope));
  return [...known, ...scopes.filter((scope) => !(scope in words))].map(scopeWord);
}
