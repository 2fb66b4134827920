import { graphql } from '~/lib/graphql';

/** What becomes of each row; with `preview` of what would. */
export const ImportLeads = graphql(`
  mutation ImportLeads($input: ImportLeadsInput!) {
    importLeads(input: $input) {
      rows {
        row website outcome
        lead { id }
        warnings { code message }
        userErrors { code message }
      }
      registered
      rejected
      userErrors { code field message }
    }
  }
`);
