import { graphql } from '~/lib/graphql';

/** Accounts whose words begin as typed, and the one with exactly that number. */
export const PaletteAccountsQuery = graphql(`
  query PaletteAccounts($search: String!) {
    accounts(filter: { search: $search }, first: 6) {
      nodes { id accountId name website }
    }
    account(accountId: $search) { id accountId name website }
  }
`);
