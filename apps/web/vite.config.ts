import { defineConfig } from 'vite';

/** In development the pages are served here and ask the API of a running desk: THAW_API=http://127.0.0.1:3000. */
export default defineConfig(({ command }) => ({
  // Nothing of a page lies in the page itself: the content security policy lets no inline script run.
  build: { outDir: '../../dist/web', emptyOutDir: true, modulePreload: { polyfill: false } },
  ...(command === 'serve' && {
    preview: { proxy: { '/v1': { target: process.env['THAW_API'] ?? 'http://127.0.0.1:3000' } } },
    server: { proxy: { '/v1': { target: process.env['THAW_API'] ?? 'http://127.0.0.1:3000' } } },
  }),
}));
