import { initGraphQLTada } from 'gql.tada';
import type { introspection } from '../graphql-env';

/** Types every document from the schema; `Date` is YYYY-MM-DD, `DateTime` ISO 8601 in UTC, `Decimal` a number to the last digit. */
export const graphql = initGraphQLTada<{
  introspection: introspection;
  scalars: { Date: string; DateTime: string; Decimal: string };
}>();
