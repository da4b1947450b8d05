import { expect, test } from "vitest";
import { pieces } from "./Marked";

test("a snippet is cut at its marks", () => {
  expect(pieces({ text: "…과열 센서를 점검", marks: [{ start: 1, end: 3 }, { start: 4, end: 6 }] })).toEqual([
    { text: "…", marked: false }, { text: "과열", marked: true }, { text: " ", marked: false }, { text: "센서", marked: true }, { text: "를 점검", marked: false },
  ]);
  expect(pieces({ text: "없음", marks: [] })).toEqual([{ text: "없음", marked: false }]);
  expect(pieces({ text: "전부", marks: [{ start: 0, end: 2 }] })).toEqual([{ text: "전부", marked: true }]);
});
