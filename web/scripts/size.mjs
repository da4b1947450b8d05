// Says how much compressed JavaScript the first page loads, and fails over the limits: that of the first drawing, which is
// what index.html names and all that it imports; and that of a page with an answer, which has the Markdown parser too.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const firstLimit = 130_000; // bytes of gzip
const limit = 170_000;
const dist = join(dirname(fileURLToPath(import.meta.url)), "../dist");

function collect(name, found = new Set()) {
  if (found.has(name)) return found;
  found.add(name);
  const code = readFileSync(join(dist, name), "utf8");
  for (const [, path] of code.matchAll(/(?:import|from)\s*["'](\.\/[^"']+\.js)["']/g)) collect(normalize(join(dirname(name), path)), found);
  return found;
}

const size = (names) => [...names].reduce((sum, name) => sum + gzipSync(readFileSync(join(dist, name)), { level: 9 }).length, 0);
const kb = (bytes) => `${(bytes / 1000).toFixed(1)} KB`;

// firstLoad sums up compressed bytes: before the first drawing, and of all that a first answer needs.
export function firstLoad() {
  const html = readFileSync(join(dist, "index.html"), "utf8");
  const first = new Set();
  for (const [, path] of html.matchAll(/(?:src|href)="\/([^"]+\.js)"/g)) collect(path, first);
  const markdown = readdirSync(join(dist, "assets")).find((name) => /^Markdown-.*\.js$/.test(name));
  if (!markdown) throw new Error("the Markdown parser is no chunk of its own any more: count it with the first page");
  const styles = [...html.matchAll(/href="\/([^"]+\.css)"/g)].map((m) => m[1]);
  return { first: size(first), all: size(collect(`assets/${markdown}`, new Set(first))), styles: size(styles) };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { first, all, styles } = firstLoad();
  console.log(`before the first drawing ${kb(first)} (limit ${kb(firstLimit)}), with the Markdown parser ${kb(all)} (limit ${kb(limit)}); styles ${kb(styles)}`);
  if (all > limit || first > firstLimit) {
    console.error("the first load is too large");
    process.exit(1);
  }
}
