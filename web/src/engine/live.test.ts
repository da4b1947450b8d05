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

test("each event changes its own part of the turn", () => {
  const notice = (code: string) => ({ code, message: code }) as never;
  const turn = frames([
    { event: "label", seq: 1, label: "머리말" },
    { event: "notice", seq: 2, notice: notice("a") },
    { event: "notice", seq: 3, notice: notice("b") },
    { event: "debug", seq: 4, text: "하나" },
    { event: "debug", seq: 5, text: "둘" },
    { event: "translation", seq: 6, text: "옮긴 글" },
    { event: "verdicts", seq: 7, verdicts: [{ start: 0, end: 1 }] as never },
    { event: "delta", seq: 8, text: "글" },
    { event: "stage", seq: 9, stage: { name: "answer" } },
    { event: "later" as never, seq: 10 },
  ]);
  expect(turn).toMatchObject({
    label: "머리말", notices: [{ code: "a" }, { code: "b" }], debug: "하나\n둘", translation: "옮긴 글", verdicts: [{ start: 0 }],
    answer: "글", phase: "streaming", seq: 10,
  });
});

test("before any text a stage means that the turn is being worked on", () => {
  expect(frames([{ event: "stage", seq: 1, stage: { name: "a" } }, { event: "stage", seq: 2, stage: { name: "b" } }])).toMatchObject({
    phase: "working", stages: [{ name: "a" }, { name: "b" }],
  });
});

test("the log's text takes the place of what was sent, its absences too", () => {
  const sent: Partial<ServerFrame>[] = [
    { event: "label", seq: 1, label: "머리말" },
    { event: "notice", seq: 2, notice: { code: "cut", message: "" } },
    { event: "speech", seq: 3, speech: "/speech/r" },
    { event: "sources", seq: 4, sources: [{ number: 1 }] as never },
    { event: "delta", seq: 5, text: "보낸 글" },
  ];
  const log = { answer: "적힌 글", sources: [{ number: 2 }] } as never;
  expect(frames([...sent, { event: "done", seq: 6, turn: log }])).toMatchObject({
    phase: "done", label: "", answer: "적힌 글", sources: [{ number: 2 }], notices: [{ code: "cut" }], speech: "/speech/r", turn: log,
  });
  expect(frames([...sent, { event: "done", seq: 6 }])).toMatchObject({ phase: "done", label: "머리말", answer: "보낸 글", turn: null });
});

test("spoken sentences follow one another, and one that is read anew voids those after it", () => {
  let turn = begin(ask);
  const part = (seq: number, number: number, speech?: string) => {
    turn = apply(turn, { event: "speech_part", request_id: "r", seq, number, ...(speech && { speech }) });
    return turn.sentences;
  };
  part(1, 1, "/speech/r/a");
  expect(part(2, 2, "/speech/r/b")).toEqual(["/speech/r/a", "/speech/r/b"]);
  expect(part(3, 1, "/speech/r/c")).toEqual(["/speech/r/c"]);
  expect(part(4, 1)).toEqual([]);
});
