// Writes src/routeTree.gen.ts from the files in src/routes; vite does the same while it runs.
import { Generator, getConfig } from '@tanstack/router-generator';
import { routeTree } from './route-tree.mjs';

const root = process.cwd();
const generatedRouteTree = process.argv[2] ?? routeTree.generatedRouteTree;
await new Generator({
  config: getConfig({ ...routeTree, generatedRouteTree, disableLogging: true }, root),
  root,
}).run();
