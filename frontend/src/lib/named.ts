type Account = { accountId: string; name: string | null; website: string | null };
export type Named<Given extends Account> = Omit<Given, 'name' | 'website'> & { name: string; website: string };

/** An account with words to show: where its name is not the reader's to see, its number stands for it. */
export function named<Given extends Account>(account: Given): Named<Given> {
  return { ...account, name: account.name ?? account.accountId, website: account.website ?? '' };
}
