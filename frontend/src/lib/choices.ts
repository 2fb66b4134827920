import type { graphql } from './graphql';

export type CurrencyCode = ReturnType<typeof graphql.scalar<'CurrencyCode'>>;

/** One entry for each, so that the compiler tells when the schema has got another. */
const currencies: Record<CurrencyCode, true> = {
  AED: true,
  ARS: true,
  AUD: true,
  BGN: true,
  BHD: true,
  BRL: true,
  CAD: true,
  CHF: true,
  CLP: true,
  CNY: true,
  COP: true,
  CZK: true,
  DKK: true,
  EGP: true,
  EUR: true,
  GBP: true,
  HKD: true,
  HUF: true,
  IDR: true,
  ILS: true,
  INR: true,
  ISK: true,
  JOD: true,
  JPY: true,
  KES: true,
  KRW: true,
  KWD: true,
  MAD: true,
  MXN: true,
  MYR: true,
  NGN: true,
  NOK: true,
  NZD: true,
  OMR: true,
  PEN: true,
  PHP: true,
  PKR: true,
  PLN: true,
  QAR: true,
  RON: true,
  RSD: true,
  SAR: true,
  SEK: true,
  SGD: true,
  THB: true,
  TND: true,
  TRY: true,
  TWD: true,
  UAH: true,
  USD: true,
  VND: true,
  ZAR: true,
};

export const currencyCodes = Object.keys(currencies) as CurrencyCode[];

/** Store platforms to choose from; the API takes any text. */
export const platforms = ['Shopify', 'WooCommerce', 'BigCommerce', 'Adobe Commerce', 'PrestaShop', 'Wix', 'Other'];

/** All time zones that the browser knows. */
export function timeZones(chosen?: string | null): string[] {
  const known = Intl.supportedValuesOf('timeZone');
  const zones = known.includes('UTC') ? known : ['UTC', ...known];
  return chosen && !zones.includes(chosen) ? [chosen, ...zones] : zones;
}
