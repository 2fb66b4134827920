// Fails where a generated file that is committed no longer says what its source says.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const generated = [
  { file: 'src/graphql-env.d.ts', write: (to) => ['node_modules/.bin/gql.tada', 'generate-output', '--output', to] },
  { file: 'src/routeTree.gen.ts', write: (to) => [process.execPath, 'scripts/generate-routes.mjs', to] },
];

const folder = mkdtempSync(join('src', '.generated-'));
let stale = 0;
try {
  for (const { file, write } of generated) {
    const before = readFileSync(file, 'utf8');
    const fresh = join(folder, file.split('/').at(-1));
    const [command, ...words] = write(fresh);
    execFileSync(command, words, { stdio: ['ignore', 'ignore', 'inherit'] });
    const now = readFileSync(fresh, 'utf8')
      .replaceAll("'./../routes/", "'./routes/")
      .replaceAll("'../routes/", "'./routes/")
      .replaceAll("'../router'", "'./router'");
    if (now !== before) {
      stale += 1;
      console.error(`${file} is out of date: run "npm run generate" and commit it`);
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exit(stale ? 1 : 0);
