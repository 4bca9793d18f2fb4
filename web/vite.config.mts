import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const gateway = process.env.GATEWAY_URL ?? 'http://localhost:8080';

export default defineConfig({
  plugins: [react()],
  // A workspace in CommonJS, which the dev server would otherwise serve as it is.
  optimizeDeps: { include: ['@ticketing/common/money'] },
  server: {
    port: 5173,
    // The browser's Origin has to stay the gateway's own, or writes are refused.
    proxy: Object.fromEntries(
      ['/api', '/crm', '/notification', '/notifiServ'].map((path) => [
        path,
        { target: gateway, changeOrigin: true, headers: { origin: new URL(gateway).origin } },
      ]),
    ),
  },
  build: {
    outDir: 'dist/client',
    emptyOutDir: true,
    target: ['chrome123', 'safari17.5', 'firefox120'],
    manifest: true,
    // Inlined data: URLs would need a wider Content-Security-Policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        // What many pages share comes in one file: dozens of small ones compress worse, and each has its headers.
        codeSplitting: { groups: [{ name: 'shared', minShareCount: 8 }] },
      },
    },
  },
});
