import { graphql } from '~/lib/graphql';

export const LinkRowFragment = graphql(`
  fragment LinkRow on ReferralLink {
    id name code url active visits signUps botVisits repeatedVisits createdAt
  }
`);

export const ReferralLinksQuery = graphql(
  `
  query ReferralLinks($first: Int, $after: String, $last: Int, $before: String) {
    referralLinks(first: $first, after: $after, last: $last, before: $before) {
      nodes { id ...LinkRow }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      totalCount
    }
  }
`,
  [LinkRowFragment],
);

/** What came by the links, by days of the program's time zone. */
export const LinkDaysQuery = graphql(`
  query LinkDays {
    program { timeZone }
    referralLinks(first: 100) {
      nodes { id name days { date visits signUps botVisits repeatedVisits } }
    }
  }
`);

export const CreateReferralLink = graphql(
  `
  mutation CreateReferralLink($input: CreateReferralLinkInput!) {
    createReferralLink(input: $input) {
      referralLink { id ...LinkRow }
      userErrors { code field message }
    }
  }
`,
  [LinkRowFragment],
);

export const UpdateReferralLink = graphql(
  `
  mutation UpdateReferralLink($input: UpdateReferralLinkInput!) {
    updateReferralLink(input: $input) {
      referralLink { id ...LinkRow }
      userErrors { code field message }
    }
  }
`,
  [LinkRowFragment],
);
