import { describe, expect, test } from "vitest";
import type { Source, Verdict } from "../api/wire";
import { citedIn, evidenceAt, fits, inPassage, inText, inWhole, pageOf, supportedOnly } from "./evidence";

const answer = "연차는 15일이에요. [1] 병가는 60일이에요. [1] 휴가는 365일이에요.";
const second = answer.indexOf("병가");
const third = answer.indexOf("휴가는 365");
const verdicts: Verdict[] = [
  { start: 0, end: second - 1, verdict: "supported", citations: [1], evidence: [{ source: 1, start: 100, end: 109 }, { source: 2, start: 0, end: 5 }] },
  { start: second, end: third - 1, verdict: "supported", citations: [1], evidence: [{ source: 1, start: 110, end: 116 }] },
  { start: third, end: answer.length, verdict: "unsupported", reason: "number" },
];

describe("evidence", () => {
  test("is that of the sentence that the citation stands in", () => {
    expect(evidenceAt(answer, verdicts, 1, 0)).toEqual([{ source: 1, start: 100, end: 109 }]);
    expect(evidenceAt(answer, verdicts, 1, 1)).toEqual([{ source: 1, start: 110, end: 116 }]);
  });

  test("of a chip is that of the first sentence that rests on its source", () => {
    expect(evidenceAt(answer, verdicts, 2, -1)).toEqual([{ source: 2, start: 0, end: 5 }]);
    expect(evidenceAt(`${answer} 다른 질문이 있나요? [1]`, verdicts.slice(1), 1, -1)).toEqual([{ source: 1, start: 110, end: 116 }]);
    expect(evidenceAt(answer, verdicts, 3, -1)).toEqual([]);
  });

  test("is nothing where there is no verdict", () => {
    expect(evidenceAt(answer, [], 1, 0)).toEqual([]);
    expect(evidenceAt(answer, verdicts, 2, 0)).toEqual([]);
    expect(evidenceAt(answer, verdicts, 1, 2)).toEqual([]);
  });

  test("is found although code has the same number in brackets", () => {
    const text = "`a[1]`는 둘째예요. ``b[1]``도요. [1]\n\n```\nc[1]\n```\n\n연차는 15일이에요. [1]";
    const last = text.indexOf("연차");
    const own = [{ start: last, end: text.length, verdict: "supported", evidence: [{ source: 1, start: 7, end: 8 }] }] as Verdict[];
    expect(evidenceAt(text, own, 1, 0)).toEqual([]);
    expect(evidenceAt(text, own, 1, 1)).toEqual([{ source: 1, start: 7, end: 8 }]);
  });

  test("belongs to the citation that is read where only supported sentences are shown", () => {
    const text = "연차가 궁금하신가요? [1] 연차는 15일이에요. [1]";
    const from = text.indexOf("연차는");
    const own = [{ start: 0, end: from - 1, verdict: "no_claim" }, { start: from, end: text.length, verdict: "supported" }] as Verdict[];
    expect(inWhole(text, own, 1, 0)).toBe(1);
    expect(inWhole(text, own, 1, 1)).toBe(-1);
    expect(inWhole(answer, verdicts, 1, 1)).toBe(1);
  });

  test("says which page of a passage it stands on", () => {
    const source = { page: 142, pages: [{ number: 142, start: 0 }, { number: 143, start: 100 }] } as Source;
    expect(pageOf(source, [{ start: 99, end: 130 }])).toBe(142);
    expect(pageOf(source, [{ start: 100, end: 130 }])).toBe(143);
    expect(pageOf({ ...source, page: 143 }, [])).toBe(143);
    expect(pageOf({} as Source, [{ start: 1, end: 2 }])).toBe(0);
  });

  test("is counted from bytes to characters", () => {
    const passage = "가나다 abc 😀 라마";
    const bytes = (text: string) => new TextEncoder().encode(text).length;
    const source = { start: 100 } as Source;
    const from = 100 + bytes("가나다 ");
    const range = inPassage(source, passage, [{ start: from, end: 100 + bytes("가나다 abc 😀") }])[0];
    expect(passage.slice(range?.start, range?.end)).toBe("abc 😀");
    const headed = { start: 100, lead: bytes("이름 | 값\n") } as Source;
    const row = inPassage(headed, `이름 | 값\n${passage}`, [{ start: from, end: 100 + bytes("가나다 abc 😀") }])[0];
    expect(`이름 | 값\n${passage}`.slice(row?.start, row?.end)).toBe("abc 😀");
    expect(inPassage(source, passage, [{ start: 0, end: 50 }, { start: 100, end: 4000 }])).toEqual([]);
  });
});

describe("supportedOnly", () => {
  test("leaves out what nothing bears out", () => {
    expect(supportedOnly(answer, verdicts)).toBe("연차는 15일이에요. [1] 병가는 60일이에요. [1]");
  });

  test("a table of which no row is left goes with its head", () => {
    const table = "앞 문장이에요.\n\n| 이름 | 값 |\n|---|:-:|\n| 가 | 1 |\n\n뒤 문장이에요.";
    const row = table.indexOf("| 가");
    expect(supportedOnly(table, [{ start: row, end: row + "| 가 | 1 |".length, verdict: "unsupported" }])).toBe("앞 문장이에요.\n\n뒤 문장이에요.");
  });

  test("keeps a table whole around a row that goes", () => {
    const table = "| 이름 | 값 |\n|---|---|\n| 가 | 1 |\n| 나 | 2 |\n";
    const row = table.indexOf("| 가");
    expect(supportedOnly(table, [{ start: row, end: row + "| 가 | 1 |".length, verdict: "unsupported" }])).toBe("| 이름 | 값 |\n|---|---|\n| 나 | 2 |");
  });
});

test("ranges come in the order of the text", () => {
  expect(inText("가나다라", 0, [{ start: 6, end: 9 }, { start: 0, end: 3 }])).toEqual([{ start: 0, end: 1 }, { start: 2, end: 3 }]);
});

test("a line stays a line when its last sentence is left out", () => {
  const text = "연차는 15일이에요. 아마도요.\n병가는 60일이에요.";
  const from = text.indexOf("아마도요");
  const shown = supportedOnly(text, [{ start: from, end: text.indexOf("\n"), verdict: "unsupported" }] as Verdict[]);
  expect(shown.split("\n").map((line) => line.trim())).toEqual(["연차는 15일이에요.", "병가는 60일이에요."]);
});

test("the sources that an answer cites are told from those that it does not", () => {
  const sources = [1, 2, 3].map((number) => ({ number }) as Source);
  expect([...citedIn("병가는 60일이에요. [2]\n\n```\na[1]\n```", sources)]).toEqual([2]);
  expect([...citedIn("없어요.", sources)]).toEqual([]);
});

test("how well sources fit is told beside the best of those whose scores can be compared", () => {
  const source = (number: number, score: number, score_kind: string) => ({ number, score, score_kind }) as Source;
  const shares = fits([source(1, 1.5, "fused"), source(2, 0.75, "fused"), source(3, 12, "bm25"), source(4, 1, "opaque"), source(5, -0.2, "cosine")]);
  expect([...shares]).toEqual([[1, 1], [2, 0.5], [3, 1], [5, 0]]);
});
