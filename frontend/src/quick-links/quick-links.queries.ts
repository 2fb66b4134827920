import { graphql } from '~/lib/graphql';

export const QuickLinksQuery = graphql(`
  query QuickLinks {
    quickLinks { id title description url kind }
  }
`);
