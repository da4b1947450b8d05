import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import type { Plugin } from "vite";

const compressible = /\.(m?js|css|html|svg|json|webmanifest|wasm)$/;

/** A file of less fits into the first packets of a connection anyway. */
const smallest = 1_400;

/**
 * compressed writes a Brotli version beside each text file of the build (NAME.br). The program serves it to browsers
 * that accept it; compressing at this level while serving would take seconds.
 */
export function compressed(): Plugin {
  let outDir = "";
  return {
    name: "compressed",
    apply: "build",
    configResolved(config) {
      outDir = join(config.root, config.build.outDir);
    },
    closeBundle() {
      for (const entry of readdirSync(outDir, { recursive: true, withFileTypes: true })) {
        if (!entry.isFile() || !compressible.test(entry.name)) continue;
        const file = join(entry.parentPath, entry.name);
        const content = readFileSync(file);
        if (content.length < smallest) continue;
        const small = brotliCompressSync(content, {
          params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY, [constants.BROTLI_PARAM_SIZE_HINT]: content.length },
        });
        writeFileSync(`${file}.br`, small);
      }
    },
  };
}
