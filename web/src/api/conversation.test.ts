import { expect, test } from "vitest";
import { withNewest, withOlder, withTurn, type Log } from "./conversation";
import type { Turn } from "./wire";

const turn = (id: number, answer = "답"): Turn => ({ request_id: `t${id}`, request_time: "", conversation: "c", type: "text", conv_type: "qa", body: "", answer, outcome: "completed", time: "" });
const log = (ids: number[], before = "", more: Partial<Log> = {}): Log => ({ turns: ids.map((i) => turn(i)), before, missing: false, ...more });
const ids = (l: Log) => l.turns.map((t) => t.request_id).join(" ");

test("the newest page joins what is known, and turns that did not change stay the same", () => {
  const known = log([1, 2, 3, 4], "cursor");
  const changed = withNewest(known, { ...log([3, 4, 5], "later"), turns: [turn(3), turn(4, "다른 답"), turn(5)] });
  expect(ids(changed)).toBe("t1 t2 t3 t4 t5");
  expect(changed.before).toBe("cursor");
  expect(changed.missing).toBe(false);
  expect(changed.turns[2]).toBe(known.turns[2]);
  expect(changed.turns[3]?.answer).toBe("다른 답");
  expect(withNewest(known, log([3, 4], "later"))).toBe(known);
});

test("a page that does not reach what is known takes its place", () => {
  expect(ids(withNewest(log([1, 2]), log([8, 9], "8")))).toBe("t8 t9");
  expect(withNewest(log([1, 2]), { turns: [], before: "", missing: true }).missing).toBe(true);
  expect(ids(withNewest(undefined, log([1])))).toBe("t1");
});

test("a conversation that was there is deleted; one that was never there is missing", () => {
  const nothing: Log = { turns: [], before: "", missing: true };
  const deleted = withNewest(log([1]), nothing);
  expect([deleted.missing, deleted.deleted]).toEqual([true, true]);
  expect(withNewest(deleted, nothing).deleted).toBe(true);
  expect(withNewest(undefined, nothing).deleted).toBeUndefined();
  expect(withNewest(nothing, nothing).deleted).toBeUndefined();
});

test("turns that were taken away are gone", () => {
  expect(ids(withNewest(log([1, 2, 3, 4]), log([2, 3])))).toBe("t1 t2 t3");
});

test("older turns come before, and one that has ended comes last or takes its place", () => {
  const all = withOlder(log([3, 4], "3"), log([1, 2]));
  expect(ids(all)).toBe("t1 t2 t3 t4");
  expect(all.before).toBe("");
  expect(ids(withTurn(all, turn(5)))).toBe("t1 t2 t3 t4 t5");
  expect(withTurn(all, turn(4, "새 답")).turns.map((t) => t.answer)).toEqual(["답", "답", "답", "새 답"]);
  expect(withTurn({ turns: [], before: "", missing: true }, turn(1)).missing).toBe(false);
});
