import { initGraphQLTada } from 'gql.tada';
import type { introspection } from '../graphql-env';

/** Types every document from the schema; `DateTime` is ISO 8601 in UTC. */
export const graphql = initGraphQLTada<{ introspection: introspection; scalars: { DateTime: string } }>();
