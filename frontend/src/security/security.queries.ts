import { graphql } from '~/lib/graphql';

export const SessionsQuery = graphql(`
  query Sessions {
    sessions { id createdAt lastSeenAt userAgent ipAddress current }
  }
`);

export const EndSession = graphql(`
  mutation EndSession($input: EndSessionInput!) {
    endSession(input: $input) { ok userErrors { code field message } }
  }
`);
