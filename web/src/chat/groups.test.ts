import { expect, test } from "vitest";
import { groupsOf } from "./groups";
import type { Shown, TurnView } from "./view";

const shown = (from: number, to: number): Shown[] => Array.from({ length: to - from }, (_, i) => ({ view: { id: `t${from + i}` } as TurnView, versions: [`t${from + i}`] }));
const members = (of: Shown[], anchor: string) => Object.fromEntries(groupsOf(of, anchor).map((g) => [g.key, g.shown.map((s) => s.view.id)]));

test("turns stay in their groups whatever comes before and after them", () => {
  const before = members(shown(50, 100), "t50");
  const after = members(shown(13, 103), "t50");
  expect(Object.keys(before).length).toBe(5);
  for (const [key, ids] of Object.entries(before)) expect(after[key]).toEqual(ids);
  expect(after["-4"]).toEqual(["t13", "t14", "t15", "t16", "t17", "t18", "t19"]);
  expect(Object.values(after).flat().length).toBe(90);
});

test("without its anchor, a conversation is counted from its first turn", () => {
  expect(groupsOf(shown(0, 21), "gone").map((g) => g.shown.length)).toEqual([10, 10, 1]);
  expect(groupsOf([], "")).toEqual([]);
});
