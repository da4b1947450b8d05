/// <reference types="vitest/config" />
import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";
import { compressed } from "./build/compressed.ts";
import { interfaceFont } from "./build/interfaceFont.ts";
import { lean } from "./build/lean.ts";
import { pdfFiles } from "./build/pdfFiles.ts";

const server = process.env.MUNDAP_URL ?? "http://127.0.0.1:8431"; // `npm run mock`, or a real server
const proxied = ["/api", "/provisioning", "/upload", "/history", "/query", "/delete", "/documents", "/blob"];

// cleanDist empties dist except for the placeholder page, which is committed.
function cleanDist(): Plugin {
  return {
    name: "clean-dist",
    apply: "build",
    buildStart() {
      const dist = join(import.meta.dirname, "dist");
      for (const name of readdirSync(dist)) {
        if (name !== "placeholder.html") rmSync(join(dist, name), { recursive: true });
      }
    },
  };
}

export default defineConfig({
  plugins: [lean(), react(), cleanDist(), interfaceFont(), pdfFiles(), compressed()],
  build: {
    target: "es2022",
    emptyOutDir: false,
    assetsInlineLimit: 0, // data: URLs would need a wider Content-Security-Policy
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
    // The first page is two files, not one for each of the pages that share a part of it: a browser asks an HTTP/1.1 server
    // for six files at a time, and each further one costs a slow line a round trip.
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: "libraries", tags: ["$initial"], test: /node_modules.*js$/ },
            { name: "client", tags: ["$initial"] },
          ],
        },
      },
    },
  },
  server: {
    host: "127.0.0.1",
    proxy: {
      ...Object.fromEntries(proxied.map((path) => [path, { target: server }])),
      "/ws": { target: server, ws: true },
    },
  },
  test: {
    include: ["src/**/*.test.{ts,tsx}"],
    restoreMocks: true,
  },
});
