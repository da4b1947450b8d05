import { expect, test } from "vitest";
import type { Source } from "../api/wire";
import { sourceName } from "./sourceName";

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
