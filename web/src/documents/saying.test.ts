import { expect, test } from "vitest";
import type { Document } from "../api/wire";
import { loadLater, translator } from "../i18n";
import { noticeOf, questionFor } from "./saying";

await loadLater();
const t = translator("ko");
const of = (name: string, mine: boolean, owner = "이민수") => ({ key: name, name, mine, owner, manage: true }) as Document;

test("one's own document is deleted without a question, others' and several are not", () => {
  expect(questionFor("delete", [of("a/내 글.txt", true)], t)).toBeNull();
  const one = questionFor("delete", [of("여비.pdf", false)], t);
  expect([one?.title, one?.text]).toEqual(["‘여비.pdf’ 문서를 삭제할까요?", "이민수 님이 올린 문서예요. 목록과 검색에서 바로 사라져요. 10분 안에는 ‘최근 삭제’에서 되돌릴 수 있어요."]);
  const many = questionFor("delete", [of("가.pdf", true), of("나.pdf", false), of("다.pdf", false)], t);
  expect(many?.title).toBe("문서 3개를 삭제할까요?");
  expect(many?.text).toContain("이 가운데 2개는 이민수 님이 올린 문서예요.");
  expect(many?.names).toEqual(["가.pdf", "나.pdf", "다.pdf"]);
  expect(questionFor("delete", [of("가.pdf", false, "가"), of("나.pdf", false, "나")], t)?.text).toContain("2개는 다른 사람이 올린 문서예요.");
  expect(questionFor("delete", [of("가.pdf", true), of("나.pdf", true)], t)?.text).not.toContain("올린 문서예요");
  const sample = (name: string, mine = true) => ({ ...of(name, mine), kind: "sample" }) as Document;
  expect(questionFor("delete", [sample("가.md"), sample("나.md")], t)).toBeNull();
  expect(questionFor("delete", [sample("가.md"), of("나.pdf", true)], t)).not.toBeNull();
  expect(questionFor("delete", [sample("가.md"), sample("나.md", false)], t)).not.toBeNull();
});

test("an administrator is told beforehand that a document made private is out of sight for them too", () => {
  expect(questionFor("private", [of("내 글.txt", true)], t)).toBeNull();
  expect(questionFor("share", [of("여비.pdf", false)], t)).toBeNull();
  expect(questionFor("private", [of("여비.pdf", false)], t)?.text).toContain("관리자의 목록과 검색에서도 사라지고");
  expect(questionFor("private", [of("여비.pdf", false), of("내 글.txt", true)], t)?.title).toBe("문서 2개를 비공개로 바꿀까요?");
});

test("notices name what something was done to", () => {
  expect(noticeOf("delete", [of("폴더/여비.pdf", true)], t)).toBe("‘여비.pdf’ 문서를 삭제했어요.");
  expect(noticeOf("delete", [of("가.pdf", true), of("나.pdf", true)], t)).toBe("‘가.pdf’ 등 문서 2개를 삭제했어요.");
  expect(noticeOf("private", [of("가.pdf", true)], t)).toBe("‘가.pdf’ 문서를 비공개로 바꿨어요.");
  expect(noticeOf("retry", [of("가.pdf", true)], t)).toBe("");
});
