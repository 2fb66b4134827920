import { readFileSync } from 'node:fs';
import { buildSchema, parse, validate } from 'graphql';
import { expect, it } from 'vitest';
import { cssVariables, theme } from '~/ui/theme';
import * as documents from './client.queries';

it.each(Object.entries(documents))('%s holds by the schema', (_name, document) => {
  const schema = buildSchema(readFileSync('../schema.graphql', 'utf8'));
  expect(validate(schema, parse(document as unknown as string))).toEqual([]);
});

it('has the colours of the app', () => {
  const [light = '', dark = ''] = readFileSync('src/client/client.css', 'utf8').split(
    '@media (prefers-color-scheme: dark)',
  );
  const app = cssVariables(theme as never);
  const names: Record<string, string> = {
    text: '--mantine-color-text',
    dimmed: '--mantine-color-dimmed',
    border: '--mantine-color-default-border',
  };
  let compared = 0;
  for (const [css, colours] of [
    [light, app.light],
    [dark, app.dark],
  ] as const) {
    for (const [, name = '', value] of css.matchAll(/--portal-([\w-]+): ([^;]+);/g)) {
      const own = (colours as Record<string, string>)[names[name] ?? `--portal-${name}`];
      if (!own) continue;
      compared += 1;
      expect(`${name} ${value}`).toBe(`${name} ${own}`);
    }
  }
  expect(compared).toBeGreaterThan(30);
});
