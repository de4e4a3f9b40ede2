import { defineConfig } from 'vite';

/** GraphiQL brings its fonts inside its styles, 300 kB of them; the system's will do, and the page's policy allows no others. */
const withoutFonts = {
  name: 'without-fonts',
  enforce: 'pre',
  transform: (code, id) => (id.endsWith('.css') ? code.replace(/@font-face\s*\{[^}]*\}/g, '') : undefined),
};

export default defineConfig({
  base: './',
  plugins: [withoutFonts],
  html: { cspNonce: '__NONCE__' },
  build: {
    target: 'es2022',
    assetsDir: '',
    modulePreload: false,
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 2000,
    // The editor's parts are loaded at once in any case.
    rolldownOptions: {
      output: { codeSplitting: false },
      // "use client" of the parts means nothing where there is only a client.
      onLog: (level, log, tell) => log.code === 'MODULE_LEVEL_DIRECTIVE' || tell(level, log),
    },
  },
});
