import { fieldWords } from '~/ui/texts';

/** Ids that say nothing to people; the vendor's account numbers do. */
const id = /^([a-z]+_)?[0-9a-f]{32}$|^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** An event's data in one line, "name Northwind · again yes"; empty where there is none. */
export function factsOf(data: string): string {
  const facts: Record<string, unknown> = JSON.parse(data);
  return Object.entries(facts)
    .filter(([, value]) => value !== null && value !== '' && !(typeof value === 'string' && id.test(value)))
    .map(([name, value]) => `${fieldWords(name)} ${inWords(value)}`)
    .join(' · ');
}

function inWords(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) return value.map(inWords).join(', ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
