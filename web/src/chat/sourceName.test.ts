import { expect, test } from "vitest";
import type { Source } from "../api/wire";
import { translator } from "../i18n";
import { linePlace, sourceName, sourcePlace } from "./sourceName";

const source = (document: string, name: string, title?: string) => ({ document, name, title }) as Source;

test("a source has its document's title", () => {
  const s = source("docs/1", "폴더/rules.pdf", "취업 규칙");
  expect(sourceName(s, [s, source("docs/1", "폴더/rules.pdf", "취업 규칙")])).toBe("취업 규칙");
});

test("documents of one title have their files' names", () => {
  const a = source("docs/1", "2024/인사.hwp", "규정집");
  const b = source("docs/2", "2025/총무.hwp", "규정집");
  expect([sourceName(a, [a, b]), sourceName(b, [a, b])]).toEqual(["인사.hwp", "총무.hwp"]);
});

test.each(["시험", "제목 없음", "문서1", "Untitled", "Document 3", "Microsoft Word - 보고서.doc", "슬라이드 1", "Sheet1", ""])(
  "the title %j says nothing",
  (title) => {
    const s = source("docs/1", "회의록.docx", title);
    expect(sourceName(s, [s])).toBe("회의록.docx");
  },
);

test.each(["시험 계획서", "문서 관리 규정", "Test plan"])("the title %j says something", (title) => {
  const s = source("docs/1", "a.docx", title);
  expect(sourceName(s, [s])).toBe(title);
});

test("a source says its page or heading, and its row where another would read the same", () => {
  const t = translator("ko");
  const at = (number: number, more: Partial<Source>) => ({ ...source("d", "도움말.csv"), number, ...more }) as Source;
  const rows = [at(1, { line: 3 }), at(2, { line: 7 })];
  expect(rows.map((s) => sourcePlace(s, rows, t))).toEqual(["3행", "7행"]);
  expect(sourcePlace(at(1, { line: 3 }), [at(1, { line: 3 })], t)).toBe("");
  const one = at(1, { name: "규정.pdf", page: 4, headings: ["총칙"] });
  expect(sourcePlace(one, [one], t)).toBe("4쪽");
  const parts = [at(1, { name: "규정.md", line: 1, headings: ["규정"] }), at(2, { name: "규정.md", line: 9, headings: ["총칙"] })];
  expect(parts.map((s) => sourcePlace(s, parts, t))).toEqual(["", "총칙"]);
});

test.each([["a.py", "12번째 줄"], ["표.XLSX", "12행"], ["규정.md", ""], ["규정.hwp", ""]])("the 12th line of %s is called %j", (name, place) =>
  expect(linePlace({ name, line: 12 }, translator("ko"))).toBe(place));
