import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";

const from = join(import.meta.dirname, "../node_modules/pdfjs-dist");
const { version } = JSON.parse(readFileSync(join(from, "package.json"), "utf8")) as { version: string };

/** Where the files lie in the build. The version in the name lets browsers keep them for ever. */
const folder = `assets/pdfjs-${version}`;

/**
 * What pdf.js loads by itself, by folder: its worker, and where a page needs them character maps, fonts that a file leaves out,
 * and decoders of pictures.
 */
const needed: Record<string, RegExp> = {
  build: /^pdf\.worker\.min\.mjs$/,
  cmaps: /\.bcmap$/,
  standard_fonts: /\.(pfb|ttf)$/,
  wasm: /^(jbig2|openjpeg|qcms_bg)\.wasm$/,
};

/** Puts the files of pdf.js into the build and tells the client where they are (virtual:pdf-files). */
export function pdfFiles(): Plugin {
  const id = "virtual:pdf-files";
  return {
    name: "pdf-files",
    resolveId: (source) => (source === id ? `\0${id}` : undefined),
    load(source) {
      if (source !== `\0${id}`) return undefined;
      const base = this.meta.watchMode ? "/node_modules/pdfjs-dist" : `/${folder}`;
      return `export default ${JSON.stringify(base)};`;
    },
    generateBundle() {
      for (const [name, files] of Object.entries(needed)) {
        for (const file of readdirSync(join(from, name)).filter((f) => files.test(f))) {
          this.emitFile({ type: "asset", fileName: `${folder}/${name}/${file}`, source: readFileSync(join(from, name, file)) });
        }
      }
    },
  };
}
