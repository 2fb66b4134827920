import * as v from 'valibot';

/** Reads the address's query into texts, repeated names into lists: `?status=A&status=B&search=x`. */
export function parseSearch(query: string): Record<string, string | string[]> {
  const found: Record<string, string | string[]> = {};
  const params = new URLSearchParams(query);
  for (const name of new Set(params.keys())) {
    const values = params.getAll(name);
    found[name] = values.length > 1 ? values : (values[0] ?? '');
  }
  return found;
}

/** Writes the query; what is empty, false or missing is left out, so that addresses stay short. */
export function stringifySearch(search: Record<string, unknown>): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) {
    for (const each of Array.isArray(value) ? value : [value]) {
      if (each === true) params.append(name, '1');
      else if (typeof each === 'string' && each !== '') params.append(name, each);
    }
  }
  const query = params.toString();
  return query ? `?${query}` : '';
}

/** Where somebody wanted to go: long enough for what a program asks for at /oauth/authorize. */
export const place = v.fallback(v.optional(v.pipe(v.string(), v.maxLength(8000))), undefined);

/** A text of the address, at most 200 characters. */
export const text = v.fallback(v.optional(v.pipe(v.string(), v.maxLength(200))), undefined);

/** A switch: `?create=1`. */
export const flag = v.fallback(
  v.optional(
    v.pipe(
      v.union([v.string(), v.boolean()]),
      v.transform((value) => (value === '1' || value === 'true' || value === true ? true : undefined)),
    ),
  ),
  undefined,
);

/** One of the known words; anything else counts as not given. */
export function oneOf<const Words extends readonly string[]>(words: Words) {
  return v.fallback(v.optional(v.picklist(words)), undefined);
}

/** A list of known words, given once or repeated; unknown ones are left out. */
export function listOf<const Words extends readonly string[]>(words: Words) {
  const pick = (value: string | string[]): Words[number][] | undefined => {
    const given = Array.isArray(value) ? value : [value];
    const known = words.filter((word) => given.includes(word));
    return known.length > 0 ? known : undefined;
  };
  return v.fallback(v.optional(v.pipe(v.union([v.string(), v.array(v.string())]), v.transform(pick))), undefined);
}

/** Only a path of this app may be returned to after signing in. */
export function safePath(path: string | undefined): string {
  return path?.startsWith('/') && !path.startsWith('//') && !path.includes('\\') ? path : '/';
}

/** The way on after signing in. What isn't the app's own to show, such as a program's request, the server answers. */
export function wayOn(next: string | undefined) {
  const href = safePath(next);
  return { href, reloadDocument: href.startsWith('/oauth/') };
}
