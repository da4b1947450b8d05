import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { formatDate, formatDuration, formatLimit, formatSize, loadLanguage, loadLater, preferred, translator, type Key } from ".";
import { en } from "./en";
import { ko as first } from "./ko";
import { koLater } from "./koLater";

const ko = { ...first, ...koLater };

const source = join(import.meta.dirname, "..");
const files = readdirSync(source, { recursive: true, encoding: "utf8" })
  .filter((name) => /\.tsx?$/.test(name) && !/\.test\.tsx?$/.test(name) && !/^i18n.(ko|koLater|en)\.ts$/.test(name))
  .map((name) => ({ name, text: readFileSync(join(source, name), "utf8") }));

const names = (sentence: string) => [...new Set([...sentence.matchAll(/\{(\w+)\}/g)].map((m) => m[1]))].sort();
// t(`state.${…}`) stands for every key of that form.
const familiesIn = (text: string) =>
  [...text.matchAll(/`([a-z]+\.(?:[a-z.]|\$\{[^}`]*\})*\$\{[^}`]*\}[a-z.]*)`/gi)].map(([, key = ""]) => new RegExp(`^${key.replace(/\$\{[^}]*\}/g, "[^.]+")}$`));
const hangul = /[가-힣ㄱ-ㅎㅏ-ㅣ]/;

describe("the two languages", () => {
  test("have each sentence once", () => {
    expect(Object.keys(first).filter((key) => key in koLater)).toEqual([]);
  });

  test("have the same sentences", () => {
    expect(Object.keys(en).sort()).toEqual(Object.keys(ko).sort());
  });

  test.each(Object.keys(ko) as Key[])("%s is complete", (key) => {
    expect(ko[key].trim()).not.toBe("");
    expect(en[key].trim()).not.toBe("");
    for (const form of en[key].split("|")) expect(names(form)).toEqual(names(ko[key]));
    expect(en[key].split("|").length).toBeLessThanOrEqual(2);
    expect(ko[key]).not.toContain("|");
  });

  test("what is part of the page, or is loaded without the later sentences, uses none of them", () => {
    const reached = new Set<string>();
    const reach = (file: string) => {
      if (reached.has(file)) return;
      reached.add(file);
      const text = readFileSync(file, "utf8");
      const beside = text.replaceAll(/\b(?:later|withSentences)\(\(\) => import\([^)]*\)/g, ""); // brings its sentences along
      for (const [, path] of [...text.matchAll(/^import (?!type )[^;]*?from "(\.[^"]+)"/gms), ...beside.matchAll(/\bimport\("(\.[^"]+)"\)/g)]) {
        const base = join(dirname(file), path as string);
        const found = [`${base}.ts`, `${base}.tsx`, join(base, "index.tsx")].find(existsSync);
        if (found) reach(found);
      }
    };
    reach(join(source, "main.tsx"));
    const text = [...reached].filter((file) => !/(ko|koLater|en)\.ts$/.test(file)).map((file) => readFileSync(file, "utf8")).join("\n");
    const families = familiesIn((text.match(/\bt\(`[^`]*`/g) ?? []).join("\n"));
    expect(Object.keys(koLater).filter((key) => text.includes(`"${key}"`) || families.some((f) => f.test(key)))).toEqual([]);
  });

  test("Korean sentences are in 해요체", () => {
    const stiff = Object.entries(ko).filter(([, text]) => /(습니다|십시오|하시오)([.?!]|$)/.test(text));
    expect(stiff).toEqual([]);
  });

  test("English has no Hangul but where it must", () => {
    const korean = Object.entries(en).filter(([key, text]) => hangul.test(text) && key !== "settings.language.ko" && !/^welcome\.q\d$/.test(key));
    expect(korean).toEqual([]);
  });

  test("every sentence is used somewhere", () => {
    const text = files.map((f) => f.text).join("\n");
    const families = familiesIn(text);
    const unused = Object.keys(ko).filter((key) => !text.includes(`"${key}"`) && !families.some((f) => f.test(key)));
    expect(unused).toEqual([]);
  });

  test("no sentence stands outside of the language files", () => {
    const code = (text: string) => text.replace(/\/\/.*$/gm, "").replace(/\/\*[\s\S]*?\*\//g, "").replace(/\/(?:[^/\n\\]|\\.)+\/[a-z]*/g, "");
    const found = files.filter((f) => hangul.test(code(f.text).replace("<i aria-hidden>문</i>", ""))).map((f) => f.name);
    expect(found).toEqual([]);
  });
});

describe("translator", () => {
  test("puts values in and picks the form of number", async () => {
    await loadLater();
    await loadLanguage("en");
    const english = translator("en");
    expect(english("docs.count", { count: 1 })).toBe("1 document");
    expect(english("docs.count", { count: 1200 })).toBe("1,200 documents");
    expect(translator("ko")("docs.count", { count: 1200 })).toBe("문서 1,200개");
  });

  test("a value is not read as a pattern", async () => {
    await loadLater();
    expect(translator("ko")("docs.deleted", { name: "$& {name}.pdf" })).toBe("‘$& {name}.pdf’ 문서를 삭제했어요.");
  });
});

test.each([
  [["ko-KR", "en"], "ko"],
  [["en-US", "ko"], "en"],
  [["ja"], "en"],
  [[], "ko"],
] as const)("preferred language of %j", (languages, want) => expect(preferred(languages)).toBe(want));

test("dates, sizes and durations", () => {
  const now = new Date("2026-11-23T15:00:00");
  expect(formatDate(new Date("2026-11-23T14:57:00").toISOString(), "ko", now)).toBe("3분 전");
  expect(formatDate(new Date("2026-11-02T14:57:00").toISOString(), "ko", now)).toBe("11월 2일");
  expect(formatDate("nonsense", "ko", now)).toBe("");
  expect(formatSize(102_400_000, "ko")).toBe("102MB");
  expect(formatSize(2_340_000, "en")).toBe("2.3 MB");
  expect(formatDate(new Date("2026-11-23T14:59:50").toISOString(), "ko", now)).toBe("방금");
  expect(formatDate(new Date("2026-11-23T14:59:50").toISOString(), "en", now)).toBe("just now");
  expect(formatSize(2_000, "ko")).toBe("2KB");
  expect(formatLimit(102_400_000, "ko")).toBe("100MB");
  expect(formatLimit(20_971_520, "en")).toBe("21 MB");
  expect(formatSize(508, "ko")).toBe("508바이트");
  expect(formatSize(1, "en")).toBe("1 byte");
});

test("a duration reads the same wherever it stands", async () => {
  await loadLanguage("en");
  for (const [ms, ko, en] of [
    [0, "0.01초", "0.01 s"], [32, "0.03초", "0.03 s"], [94, "0.09초", "0.09 s"], [95, "0.1초", "0.1 s"], [1_804, "1.8초", "1.8 s"],
    [59_949, "59.9초", "59.9 s"], [59_950, "1분 0초", "1 min 0 s"], [83_000, "1분 23초", "1 min 23 s"],
  ] as const) {
    expect(formatDuration(ms, translator("ko"))).toBe(ko);
    expect(formatDuration(ms, translator("en"))).toBe(en);
  }
});

test("the first drawing makes no Intl object, which would take it milliseconds", async () => {
  vi.resetModules();
  const made = (["PluralRules", "NumberFormat", "RelativeTimeFormat", "DateTimeFormat"] as const).map((name) => vi.spyOn(Intl, name));
  const words = await import(".");
  await words.loadLanguage("ko");
  expect(words.translator("ko")("docs.count", { count: 3 })).not.toContain("{");
  for (const constructor of made) expect(constructor).not.toHaveBeenCalled();
});
