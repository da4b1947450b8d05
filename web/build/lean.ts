import * as symbols from "micromark-util-symbol";
import type { Plugin } from "vite";

const tables: Record<string, Record<string, unknown>> = { ...symbols };

/**
 * lean leaves out of the build what browsers of today need no code for: a stand-in for structuredClone, and tables of
 * constants that two packages import whole to use a few.
 */
export function lean(): Plugin {
  const native = "\0native-structured-clone";
  return {
    name: "lean",
    enforce: "pre",
    resolveId: (id) => (id === "@ungap/structured-clone" ? native : null),
    load: (id) => (id === native ? "export default structuredClone;" : null),
    transform(code, id) {
      if (!/\/micromark-extension-cjk-friendly[^/]*\//.test(id) || !code.includes("micromark-util-symbol")) return null;
      return code.replace(/\b(codes|constants|types|values)\.(\w+)\b/g, (whole, table: string, name: string) => {
        const value = tables[table]?.[name];
        return value === undefined ? whole : JSON.stringify(value);
      });
    },
  };
}
