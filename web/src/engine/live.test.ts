import { expect, test } from "vitest";
import type { ServerFrame } from "../api/wire";
import { apply, begin } from "./live";

const ask = { request_id: "r" } as Parameters<typeof begin>[0];
const frames = (list: Partial<ServerFrame>[]) => list.reduce((turn, f) => apply(turn, f as ServerFrame), begin(ask));

test("what stood around the answer of an earlier attempt is void", () => {
  const turn = frames([
    { event: "label", seq: 1, label: "그대로 옮겼어요." },
    { event: "notice", seq: 2, notice: { code: "cut", message: "끊겼어요." } },
    { event: "speech", seq: 3, speech: "/speech/r" },
    { event: "replace", seq: 2, attempt: 2, from: 0, text: "" },
  ]);
  expect(turn).toMatchObject({ label: "", notices: [], speech: "", answer: "" });
});

test("a later attempt counts whatever its numbers, an earlier one no more", () => {
  const turn = frames([
    { event: "delta", seq: 1, text: "저장된 글. " },
    { event: "delta", seq: 2, text: "저장되지 않은 글" }, // the server died before it was stored
    { event: "replace", seq: 2, attempt: 2, from: 0, text: "" },
    { event: "delta", seq: 3, attempt: 2, text: "다시 쓴 답" },
    { event: "delta", seq: 3, attempt: 2, text: "두 번 온 글" },
    { event: "delta", seq: 9, text: "옛 글" },
  ]);
  expect(turn.answer).toBe("다시 쓴 답");
  expect([turn.seq, turn.attempt]).toEqual([3, 2]);
});
