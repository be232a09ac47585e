import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { fakeBackend } from './dev/fake-backend.ts';

const backend = process.env.SIGNALBOX_BACKEND ?? 'http://127.0.0.1:8080';

export default defineConfig(({ mode }) => {
  const proxy = mode === 'fake' ? undefined : { '/api': { target: backend, ws: true } };
  return {
    plugins: [react(), ...(mode === 'fake' ? [fakeBackend() as Plugin] : [])],
    resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
    build: {
      target: 'es2023',
      cssCodeSplit: true,
      sourcemap: false,
      manifest: true,
      reportCompressedSize: false,
      chunkSizeWarningLimit: 1024,
      // What every screen loads is one chunk, which compresses better than its fifty parts. Libraries that only some screens draw
      // with: chunks of their own, with budgets of their own in scripts/check-size.mjs.
      rolldownOptions: {
        output: {
          codeSplitting: {
            groups: [
              { name: 'first', tags: ['$initial'] },
              { name: 'uplot', test: /node_modules[\\/]uplot/ },
              { name: 'echarts', test: /node_modules[\\/](echarts|zrender)/ },
            ],
          },
        },
      },
    },
    server: {
      host: '127.0.0.1',
      port: 5173,
      proxy,
    },
    preview: { host: '127.0.0.1', proxy },
    test: { environment: 'happy-dom', include: ['src/**/*.test.{ts,tsx}'], restoreMocks: true, unstubGlobals: true },
  };
});
