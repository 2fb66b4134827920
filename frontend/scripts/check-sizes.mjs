// Fails the build where a page needs more JavaScript, or an entry more CSS, than its budget, gzipped.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const budgets = [
  { page: '/login', routes: ['_public.tsx', '_public/login.tsx'], kilobytes: 170 },
  { page: '/accounts', routes: ['_app.tsx', '_app/accounts/index.tsx'], kilobytes: 230 },
];
// The client's pages are an entry of their own: all that they load counts.
const clientKilobytes = 95;
const cssKilobytes = 20;

const manifest = JSON.parse(readFileSync('dist/.vite/manifest.json', 'utf8'));
const clientManifest = JSON.parse(readFileSync('dist/.vite/client-manifest.json', 'utf8'));
const gzipped = (file) => gzipSync(readFileSync(`dist/${file}`), { level: 9 }).length;

/** The chunk and everything it imports before it can run. */
function needed(key, seen = new Set()) {
  if (seen.has(key)) return seen;
  seen.add(key);
  for (const next of manifest[key].imports ?? []) needed(next, seen);
  return seen;
}

function pageSize(routes) {
  const keys = needed('index.html');
  for (const route of routes) {
    const key = Object.keys(manifest).find((each) => each.startsWith(`src/routes/${route}?tsr-split=component`));
    if (!key) throw new Error(`no chunk for src/routes/${route}`);
    needed(key, keys);
  }
  const files = new Set([...keys].map((key) => manifest[key].file));
  return [...files].filter((file) => file.endsWith('.js')).reduce((sum, file) => sum + gzipped(file), 0) / 1000;
}

/** All files of a build whose names end so, in kilobytes. */
function total(chunks, ending) {
  const files = Object.values(chunks).flatMap(({ file, css = [] }) => [file, ...css]);
  return (
    [...new Set(files)].filter((file) => file.endsWith(ending)).reduce((sum, file) => sum + gzipped(file), 0) / 1000
  );
}

const rows = [
  ...budgets.map(({ page, routes, kilobytes }) => ({ what: `${page} JS`, size: pageSize(routes), kilobytes })),
  { what: 'all CSS', size: total(manifest, '.css'), kilobytes: cssKilobytes },
  { what: 'client’s JS', size: total(clientManifest, '.js'), kilobytes: clientKilobytes },
  { what: 'client’s CSS', size: total(clientManifest, '.css'), kilobytes: cssKilobytes },
];
for (const { what, size, kilobytes } of rows) {
  console.log(
    `${size > kilobytes ? 'OVER ' : 'ok   '}${what.padEnd(14)} ${size.toFixed(1).padStart(6)} kB of ${kilobytes} kB`,
  );
}
process.exit(rows.some(({ size, kilobytes }) => size > kilobytes) ? 1 : 0);
