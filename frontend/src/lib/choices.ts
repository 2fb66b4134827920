import type { graphql } from './graphql';

export type CurrencyCode = ReturnType<typeof graphql.scalar<'CurrencyCode'>>;

export const currencyCodes: CurrencyCode[] = [
  'EUR',
  'USD',
  'GBP',
  'JPY',
  'KWD',
  'CHF',
  'SEK',
  'NOK',
  'DKK',
  'PLN',
  'CAD',
  'AUD',
  'NZD',
];

/** Store platforms to choose from; the API takes any text. */
export const platforms = ['Shopify', 'WooCommerce', 'BigCommerce', 'Adobe Commerce', 'PrestaShop', 'Wix', 'Other'];

/** All time zones that the browser knows. */
export function timeZones(chosen?: string | null): string[] {
  const known = Intl.supportedValuesOf('timeZone');
  const zones = known.includes('UTC') ? known : ['UTC', ...known];
  return chosen && !zones.includes(chosen) ? [chosen, ...zones] : zones;
}
