import { securityTexts as texts } from './texts';

const browsers: [RegExp, string][] = [
  [/Edg\//, 'Edge'],
  [/OPR\//, 'Opera'],
  [/Firefox\//, 'Firefox'],
  [/Chrome\//, 'Chrome'],
  [/Safari\//, 'Safari'],
];
const systems: [RegExp, string][] = [
  [/iPhone|iPad/, 'iOS'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/Mac OS X/, 'macOS'],
  [/Linux|X11/, 'Linux'],
];

function firstMatch(list: [RegExp, string][], userAgent: string): string | null {
  return list.find(([pattern]) => pattern.test(userAgent))?.[1] ?? null;
}

/** What a person recognises in a browser's own description of itself. */
export function readUserAgent(userAgent: string | null): {
  browser: string | null;
  system: string | null;
  phone: boolean;
} {
  const given = userAgent ?? '';
  return {
    browser: firstMatch(browsers, given),
    system: firstMatch(systems, given),
    phone: /iPhone|Android.*Mobile/.test(given),
  };
}

/** The same in words. */
export function deviceName(userAgent: string | null): string {
  const { browser, system } = readUserAgent(userAgent);
  return texts.device(browser ?? texts.unknownBrowser, system);
}
