import { expect, test } from "vitest";
import { byDay } from "./conversations";

test("conversations are grouped by the reader's days", () => {
  const now = new Date(2026, 10, 23, 9, 30);
  const at = (id: string, ...date: [number, number, number, number]) => ({ id, title: id, created: "", updated: new Date(...date).toISOString(), turns: 1 });
  const groups = byDay(
    [
      at("방금", 2026, 10, 23, 9), at("자정", 2026, 10, 23, 0), at("어젯밤", 2026, 10, 22, 23), at("사흘 전", 2026, 10, 20, 9), at("보름 전", 2026, 10, 8, 9),
      at("작년", 2025, 10, 8, 9), { ...at("날짜 없음", 2026, 1, 1, 1), updated: "" },
      { ...at("고정", 2020, 1, 1, 1), pinned: true },
    ],
    now,
  );
  expect(groups.map((g) => [g.key, g.conversations.map((c) => c.id)])).toEqual([
    ["pinned", ["고정"]],
    ["today", ["방금", "자정"]],
    ["yesterday", ["어젯밤"]],
    ["week", ["사흘 전"]],
    ["month", ["보름 전"]],
    ["older", ["작년", "날짜 없음"]],
  ]);
});
