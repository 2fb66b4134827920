import { graphql } from './graphql';

/** Partners to choose from, the latest first, by parts of their names. */
export const PartnerChoicesQuery = graphql(`
  query PartnerChoices($search: String) {
    partners(first: 25, filter: { search: $search }) { nodes { id name } }
  }
`);

export const ChosenPartnerQuery = graphql(`
  query ChosenPartner($id: ID!) {
    partner(id: $id) { id name }
  }
`);
