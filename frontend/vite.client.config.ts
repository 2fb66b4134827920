import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The client's pages: a build of their own into the same folder, so that they carry nothing of the app's. */
export default defineConfig({
  plugins: [react()],
  resolve: { alias: { '~': fileURLToPath(new URL('./src', import.meta.url)) } },
  build: {
    target: 'es2022',
    emptyOutDir: false,
    copyPublicDir: false,
    manifest: '.vite/client-manifest.json',
    cssCodeSplit: false,
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    rolldownOptions: { input: 'client.html' },
  },
});
