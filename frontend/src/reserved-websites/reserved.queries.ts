import { graphql } from '~/lib/graphql';

export const ReservedWebsiteFragment = graphql(`
  fragment Reserved on ReservedWebsite {
    id website reservedAt reservedUntil releasedAt note active
  }
`);

export const ReservedWebsitesQuery = graphql(
  `
  query ReservedWebsites($first: Int, $after: String, $last: Int, $before: String) {
    reservedWebsites(first: $first, after: $after, last: $last, before: $before) {
      nodes { id ...Reserved }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      totalCount
      totalCountIsExact
    }
  }
`,
  [ReservedWebsiteFragment],
);

export const ReserveWebsites = graphql(`
  mutation ReserveWebsites($input: ReserveWebsitesInput!) {
    reserveWebsites(input: $input) {
      results {
        website outcome
        warnings { code message }
        userErrors { code message }
      }
      userErrors { code field message }
    }
  }
`);

export const ReleaseWebsite = graphql(
  `
  mutation ReleaseWebsite($input: ReleaseWebsiteInput!) {
    releaseWebsite(input: $input) {
      reservedWebsite { id ...Reserved }
      userErrors { code field message }
    }
  }
`,
  [ReservedWebsiteFragment],
);
