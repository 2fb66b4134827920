import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { eventGroups } from '~/ui/event-texts';
import { auditTexts } from './texts';

// Made from the code of the backend.
const catalogue = readFileSync('../docs/events.md', 'utf8');
const types = [...catalogue.matchAll(/^\| `([a-z_]+\.[a-z_]+)` \|/gm)].map(([, type]) => type);

it('has words for every event that there is, and for no other', () => {
  const known = eventGroups().flatMap((group) => group.types.map(({ type }) => type));
  expect(types.length).toBeGreaterThan(90);
  expect(known.toSorted()).toEqual(types.toSorted());
});

it('has a name for every group of events', () => {
  const unnamed = eventGroups().filter(({ noun }) => !auditTexts.groups[noun]);
  expect(unnamed).toEqual([]);
});
