import { expect, test } from "vitest";
import { near, pieces } from "./Marked";

test("a snippet is cut at its marks", () => {
  expect(pieces({ text: "…과열 센서를 점검", marks: [{ start: 1, end: 3 }, { start: 4, end: 6 }] })).toEqual([
    { text: "…", marked: false }, { text: "과열", marked: true }, { text: " ", marked: false }, { text: "센서", marked: true }, { text: "를 점검", marked: false },
  ]);
  expect(pieces({ text: "없음", marks: [] })).toEqual([{ text: "없음", marked: false }]);
  expect(pieces({ text: "전부", marks: [{ start: 0, end: 2 }] })).toEqual([{ text: "전부", marked: true }]);
});

test("a snippet for a short line begins at a word near its first mark", () => {
  const text = "…취업규칙에 따라 정한 휴가와 그 밖의 휴일에 일한 사람의 수당은 따로 정한다.";
  const at = text.indexOf("수당");
  const cut = near({ text, marks: [{ start: at, end: at + 2 }] });
  expect(cut.text).toBe("…휴일에 일한 사람의 수당은 따로 정한다.");
  expect(pieces(cut).filter((p) => p.marked)).toEqual([{ text: "수당", marked: true }]);
  expect(near({ text: "수당은 따로", marks: [{ start: 0, end: 2 }] }).text).toBe("수당은 따로");
  const long = "가".repeat(40) + "나";
  expect(near({ text: long, marks: [{ start: 40, end: 41 }] }).text).toBe(long);
});
