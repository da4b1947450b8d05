// @vitest-environment happy-dom
import { expect, test } from "vitest";
import type { Source, Turn } from "../api/wire";
import { loadLater, translator } from "../i18n";
import { answerHTML, answerText, conversationText, fileName, sourceLines } from "./export";
import { viewTurn } from "./view";

await loadLater();
const t = translator("ko");
const source = (number: number, more: Partial<Source> = {}): Source => ({ number, store: "local", name: `${number}.pdf`, score: 1, score_kind: "bm25", excerpt: "", ...more });
const turn = (more: Partial<Turn> = {}): Turn => ({
  request_id: "r", request_time: "", conversation: "c", type: "text", conv_type: "qa", body: "연차는\n며칠이야?", answer: " 15일이에요 [1]. ", outcome: "completed", time: "", ...more,
});

test("an answer to show to somebody else has its label, its translation and its sources", () => {
  const view = viewTurn(turn({ label: "그대로 옮겼어요.", translation: "15 days.", sources: [source(1, { title: "취업 규칙", page: 7 }), source(2)] }));
  expect(sourceLines(view, t)).toEqual(["[1] 취업 규칙, 7쪽", "[2] 2.pdf"]);
  expect(answerText(view, t)).toBe("그대로 옮겼어요.\n\n15일이에요 [1].\n\n15 days.\n\n근거\n[1] 취업 규칙, 7쪽\n[2] 2.pdf");
  expect(answerText(viewTurn(turn()), t)).toBe("15일이에요 [1].");
});

test("a sentence that no source bears out is marked for whoever reads it elsewhere", () => {
  const answer = "연차는 15일이에요 [1]. 병가는 90일이에요.\n\n| 휴가 | 일수 |\n|---|---|\n| 공가 | 3일 |";
  const verdict = (sentence: string, verdict: string) => ({ start: answer.indexOf(sentence), end: answer.indexOf(sentence) + sentence.length, verdict });
  const view = viewTurn(turn({ answer, verdicts: [verdict("연차는 15일이에요 [1].", "supported"), verdict("병가는 90일이에요.", "unsupported"), verdict("| 공가 | 3일 |", "unsupported")] }));
  const marked = "연차는 15일이에요 [1]. 병가는 90일이에요. (근거 없음)\n\n| 휴가 | 일수 |\n|---|---|\n| 공가 | 3일 (근거 없음) |";
  expect(answerText(view, t)).toBe(marked);
  expect(conversationText("휴가", [view], t)).toContain(marked);
  const drawn = document.createElement("div");
  drawn.innerHTML = `<p>병가는 90일이에요.<button class="doubt-mark">근거 없음</button></p>`;
  expect(answerHTML(drawn, [], "근거")).toBe("<p>병가는 90일이에요. (근거 없음)</p>");
});

test("two documents with the same title are named after their files", () => {
  const view = viewTurn(turn({ sources: [source(1, { title: "안내서", document: "a" }), source(2, { title: "안내서", document: "b" })] }));
  expect(sourceLines(view, t)).toEqual(["[1] 1.pdf", "[2] 2.pdf"]);
});

test("a conversation is a file that people who can't open the documents can read", () => {
  const views = [turn({ sources: [source(1, { excerpt: "제12조\n  연차는 15일" }), source(2, { excerpt: "15일", translation: "십오 일" }), source(3)] }), turn({ type: "document", body: "보고서.hwp", answer: "요약" })].map(viewTurn);
  expect(conversationText("휴가", views, t)).toBe(
    "# 휴가\n\n## 질문: 연차는 며칠이야?\n\n15일이에요 [1].\n\n**근거**\n\n- [1] 1.pdf\n\n  > 제12조\n  > 연차는 15일\n\n- [2] 2.pdf\n\n- [3] 3.pdf" +
      "\n\n## 질문: 보고서.hwp 요약\n\n요약\n",
  );
  const uncited = viewTurn(turn({ answer: "15일이에요.", sources: [source(1, { excerpt: "15일", translation: "십오 일" })] }));
  expect(conversationText("휴가", [uncited], t)).toContain("- [1] 1.pdf\n\n  > 십오 일");
});

test("a file's name has no character that a file system refuses", () => {
  expect(fileName(`a/b\\c:d*e?f"g<h>i|j\u0007  k`)).toBe("a b c d e f g h i j k.md");
  expect(fileName("가".repeat(200))).toBe(`${"가".repeat(80)}.md`);
  expect(fileName(" /// ")).toBe("mundap.md");
});

test("a drawn answer is copied without the page's buttons and marks, with its citations and sources", () => {
  const drawn = document.createElement("div");
  drawn.innerHTML = `<p class="x" onclick="y()">15일<button data-cite="1">1</button> <a href="https://example.com" target="_blank">규정</a></p><div class="code-head">go</div><button>복사</button>`;
  expect(answerHTML(drawn, ["[1] a & b"], "근거")).toBe(`<p>15일[1] <a href="https://example.com">규정</a></p><div><p>근거</p><p>[1] a &amp; b</p></div>`);
  expect(answerHTML(drawn, [], "근거")).not.toContain("근거");
  expect(drawn.querySelectorAll("button")).toHaveLength(2); // the page keeps its own
});

test("documents of the same title are told apart by their files", () => {
  const twins = turn({ answer: "15일이에요 [1][2].", sources: ["안내서.md", "안내서2.md"].map((name, i) => source(i + 1, { name, document: name, title: "취업 안내서" })) });
  expect(sourceLines(viewTurn(twins), t)).toEqual(["[1] 안내서.md", "[2] 안내서2.md"]);
});
