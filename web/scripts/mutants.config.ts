import { readFileSync } from "node:fs";
import { mergeConfig, type Plugin } from "vite";
import base from "../vite.config.ts";

// mutant gives the changed text of the one file that mutants.mjs names.
function mutant(): Plugin {
  return {
    name: "mutant",
    enforce: "pre",
    load(id) {
      const file = id.split("?")[0];
      return file === process.env.MUTANT_FILE ? readFileSync(process.env.MUTANT_TEXT ?? "", "utf8") : undefined;
    },
  };
}

export default mergeConfig(base, { plugins: [mutant()] });
