import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

// For development: the server of a running application, and a token to read its log with.
const host = process.env.AUDIT_HOST ?? 'http://localhost:5080';
const token = process.env.AUDIT_TOKEN;
const proxy = {
  target: host,
  ws: true,
  changeOrigin: true,
  headers: token ? { Authorization: `Bearer ${token}` } : {},
};

export default defineConfig({
  base: './',
  plugins: [
    react(),
    {
      name: 'placeholders-in-development',
      apply: 'serve',
      transformIndexHtml: (html) =>
        html
          .replace('__BASE__', '/')
          .replace('__GRAPHQL__', '/graphql')
          .replace('__HEALTH__', '/health/ready')
          .replaceAll('__SIGN_IN__', '')
          .replaceAll('__NONCE__', ''),
    },
  ],
  html: { cspNonce: '__NONCE__' },
  build: {
    target: 'es2022',
    outDir: 'dist',
    emptyOutDir: true,
    manifest: 'manifest.json',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1000,
  },
  server: { proxy: { '/graphql': proxy, '/health': proxy } },
  test: {
    environment: 'jsdom',
    include: ['src/**/*.test.{ts,tsx}'],
    setupFiles: ['src/testing/setup.ts'],
    env: { TZ: 'UTC' },
    css: false,
  },
});
