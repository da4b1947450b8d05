import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import subsetFont from "subset-font";
import type { Plugin } from "vite";
import { ko } from "../src/i18n/ko.ts";
import { koLater } from "../src/i18n/koLater.ts";

const root = join(import.meta.dirname, "..");
const folder = join(root, "node_modules/.cache/mundap-fonts");
const source = join(root, "node_modules/pretendard/dist/web/variable/woff2/PretendardVariable.woff2");

/** The client uses no weight outside this range; leaving the rest out of the file makes it a quarter smaller. */
const weights = { min: 400, max: 700 };

/** Keys whose sentences stand on the first page that a newcomer sees. */
const firstPage = /^(app|nav|group|welcome|composer|net|mode\.(documents|group))\b/;

/**
 * What the client's own sentences need of the font's layout rules. Every other rule brings along the shapes it may put
 * in a character's place: a third of the file.
 */
const features = ["kern", "tnum"];

const printable = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)).join("");
const marks = "‘’“”·…—–×↑↓";

/**
 * Splits the characters of the client's own Korean sentences into those of the first page and those of all others. A
 * browser then loads one small file for the first page instead of eight of Pretendard's general ones.
 */
export function interfaceCharacters(): { first: string; rest: string } {
  const entries = [...Object.entries(ko), ...Object.entries(koLater)];
  const first = new Set(printable + marks + entries.filter(([key]) => firstPage.test(key)).map(([, text]) => text).join(""));
  const all = new Set(entries.map(([, text]) => text).join(""));
  return { first: [...first].sort().join(""), rest: [...all].filter((c) => !first.has(c)).sort().join("") };
}

/** unicodeRange writes characters as CSS does, joining neighbours: "U+20-7e, U+b2e4". */
export function unicodeRange(characters: string): string {
  const points = [...new Set(Array.from(characters, (c) => c.codePointAt(0)!))].sort((a, b) => a - b);
  const ranges: [number, number][] = [];
  for (const point of points) {
    const last = ranges.at(-1);
    if (last && last[1] === point - 1) last[1] = point;
    else ranges.push([point, point]);
  }
  return ranges.map(([from, to]) => `U+${from.toString(16)}${to > from ? `-${to.toString(16)}` : ""}`).join(", ");
}

async function face(name: string, characters: string): Promise<string> {
  const font = readFileSync(source);
  const hash = createHash("sha256").update(font).update(characters).update(JSON.stringify([weights, features])).digest("hex").slice(0, 12);
  const file = `${name}-${hash}.woff2`;
  if (!existsSync(join(folder, file))) {
    const subset = await subsetFont(font, characters, { targetFormat: "woff2", variationAxes: { wght: weights }, keepFeatures: features });
    writeFileSync(join(folder, file), subset);
  }
  return `@font-face {
  font-family: "Mundap Interface";
  font-style: normal;
  font-display: swap;
  font-weight: ${weights.min} ${weights.max};
  src: url("./${file}") format("woff2");
  unicode-range: ${unicodeRange(characters)};
}
`;
}

/**
 * interfaceFont makes the font files of the client's own sentences and resolves "virtual:interface-font.css" to their
 * style sheet. Their family, "Mundap Interface", stands before Pretendard's in tokens.css, so that Pretendard's general
 * files are loaded for other characters only.
 */
export function interfaceFont(): Plugin {
  const sheet = join(folder, "interface-font.css");
  return {
    name: "interface-font",
    async buildStart() {
      mkdirSync(folder, { recursive: true });
      const { first, rest } = interfaceCharacters();
      writeFileSync(sheet, (await face("first-page", first)) + (await face("interface", rest)));
    },
    resolveId: (id) => (id === "virtual:interface-font.css" ? sheet : null),
    transformIndexHtml: {
      order: "post",
      // The file is there before anything is drawn, so that no text changes its width afterwards.
      handler: (_, { bundle }) =>
        Object.keys(bundle ?? {})
          .filter((file) => /\bfirst-page-[^/]*\.woff2$/.test(file))
          .map((file) => ({
            tag: "link",
            attrs: { rel: "preload", as: "font", type: "font/woff2", href: `/${file}`, crossorigin: true },
            injectTo: "head-prepend" as const,
          })),
    },
  };
}
