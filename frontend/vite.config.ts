import { fileURLToPath } from 'node:url';
import { type CodeSplittingOptions, tanstackRouter } from '@tanstack/router-plugin/vite';
import react from '@vitejs/plugin-react';
import type { ViteDevServer } from 'vite';
import { defineConfig } from 'vitest/config';
import { routeTree } from './scripts/route-tree.mjs';

const backend = 'http://127.0.0.1:8000';

/** Few chunks rather than a hundred: what every page needs, then what every form and list needs. */
const groups = [
  {
    name: 'framework',
    test: /node_modules\/(react|react-dom|scheduler|@tanstack|urql|@urql|wonka|@0no-co|gql\.tada|valibot|use-sync-external-store)\//,
  },
  {
    name: 'base',
    test: /@mantine\/(core\/esm\/core|hooks)\/|\/components\/(ActionIcon|Anchor|Button|Input|InputBase|InlineInput|Loader|PasswordInput|Stack|Text|TextInput|Transition|UnstyledButton|VisuallyHidden)\/|createReactComponent|IconRefreshAlert|src\/lib\/(?!choices|countries|money|next-dates|partners|use-mutation)|src\/ui\/(empty-state|form|icons|links|notice|program-mark|public-layout|page|shell|texts|theme|toast)\./,
    minShareCount: 3,
  },
  {
    name: 'overlays',
    test: /@floating-ui|components\/(Menu|Popover|Portal|Paper|FocusTrap)\/|utils\/Floating/,
    minShareCount: 2,
  },
  {
    name: 'dialogs',
    test: /components\/(Modal|ModalBase|Overlay|ScrollArea|CloseButton)\/|react-remove-scroll|src\/ui\/(dialog|reason-dialog)\./,
    minShareCount: 2,
  },
  { name: 'lists', test: /src\/ui\//, minShareCount: 6 },
  // What the routes read of the address is needed at once: together it is half as much as one by one.
  { name: 'searches', test: /src\/\w+(\/\w+)?\/(operator-)?search\.ts/ },
];

/** While developing, the client's pages come from their own entry, as the portal serves them. */
const clientPages = {
  name: 'client-pages',
  configureServer({ middlewares }: ViteDevServer) {
    middlewares.use((request, _response, next) => {
      if (/^\/(transfer|access|client)(\/|$)/.test(request.url ?? '')) request.url = '/client.html';
      next();
    });
  },
};

/**
 * What a page asks for comes with it, and not before the log-in. Accounts, which most visits open, ask at once; pages of
 * mailed links bring what they ask for in the same file.
 */
const codeSplittingOptions: CodeSplittingOptions = {
  splitBehavior: ({ routeId }) => {
    if (routeId.startsWith('/_public/')) return [['loader', 'component']];
    return routeId.startsWith('/_app/') && !routeId.startsWith('/_app/accounts')
      ? [['loader'], ['component']]
      : undefined;
  },
};

export default defineConfig({
  plugins: [
    tanstackRouter({ ...routeTree, target: 'react', autoCodeSplitting: true, codeSplittingOptions }),
    react(),
    clientPages,
  ],
  resolve: { alias: { '~': fileURLToPath(new URL('./src', import.meta.url)) } },
  server: {
    proxy: {
      '/graphql': backend,
      '/files': backend,
      '/oauth': backend,
      '/login/outside': backend,
      '/r': backend,
      '/schema.graphql': backend,
    },
  },
  build: {
    target: 'es2022',
    manifest: true,
    cssCodeSplit: false,
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    rolldownOptions: { output: { codeSplitting: { groups } } },
  },
  test: {
    environment: 'jsdom',
    setupFiles: ['src/testing/setup.ts'],
    css: { modules: { classNameStrategy: 'non-scoped' } },
    restoreMocks: true,
    testTimeout: 20_000,
  },
});
