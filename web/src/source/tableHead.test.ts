import { expect, test } from "vitest";
import { tableHead } from "./tableHead";

const texts = (rows: ReturnType<typeof tableHead>) => rows.map((row) => row.map(({ cell, rows: n }) => `${cell.text} ${cell.span ?? 1}×${n}`));

test("a head of two rows has each name once", () => {
  const head = tableHead([[{ text: "구분" }, { text: "요금", span: 2 }, { text: "비고" }], [{ text: "구분" }, { text: "평일" }, { text: "주말" }, { text: "비고" }]]);
  expect(texts(head)).toEqual([["구분 1×2", "요금 2×1", "비고 1×2"], ["평일 1×1", "주말 1×1"]]);
});

test("the same word at another place stays, as do empty cells", () => {
  const head = tableHead([[{ text: "가" }, { text: "나" }, { text: "" }], [{ text: "나" }, { text: "가" }, { text: "" }]]);
  expect(texts(head)).toEqual([["가 1×1", "나 1×1", " 1×1"], ["나 1×1", "가 1×1", " 1×1"]]);
});
