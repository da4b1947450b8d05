import { describe, expect, test } from "vitest";
import type { Source, Verdict } from "../api/wire";
import { evidenceAt, inPassage, supportedOnly } from "./evidence";

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

  test("is nothing where there is no verdict", () => {
    expect(evidenceAt(answer, [], 1, 0)).toEqual([]);
    expect(evidenceAt(answer, verdicts, 2, 0)).toEqual([]);
    expect(evidenceAt(answer, verdicts, 1, 2)).toEqual([]);
  });

  test("is counted from bytes to characters", () => {
    const passage = "가나다 abc 😀 라마";
    const bytes = (text: string) => new TextEncoder().encode(text).length;
    const source = { start: 100 } as Source;
    const from = 100 + bytes("가나다 ");
    const range = inPassage(source, passage, [{ start: from, end: 100 + bytes("가나다 abc 😀") }])[0];
    expect(passage.slice(range?.start, range?.end)).toBe("abc 😀");
    expect(inPassage(source, passage, [{ start: 0, end: 50 }, { start: 100, end: 4000 }])).toEqual([]);
  });
});

describe("supportedOnly", () => {
  test("leaves out what nothing bears out", () => {
    expect(supportedOnly(answer, verdicts)).toBe("연차는 15일이에요. [1] 병가는 60일이에요. [1]");
  });

  test("keeps a table whole around a row that goes", () => {
    const table = "| 이름 | 값 |\n|---|---|\n| 가 | 1 |\n| 나 | 2 |\n";
    const row = table.indexOf("| 가");
    expect(supportedOnly(table, [{ start: row, end: row + "| 가 | 1 |".length, verdict: "unsupported" }])).toBe("| 이름 | 값 |\n|---|---|\n| 나 | 2 |");
  });
});
