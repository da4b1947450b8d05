import { describe, expect, test } from "vitest";
import type { Turn } from "../api/wire";
import { apply, begin } from "../engine/live";
import { arrange, askFields, viewLive, viewTurn } from "./view";

const turn = (id: string, more: Partial<Turn> = {}): Turn => ({
  request_id: id, request_time: "", conversation: "c", type: "text", conv_type: "qa", body: `질문 ${id}`, answer: `답 ${id}`, outcome: "completed", time: "", ...more,
});
const live = (id: string, replaces = "") =>
  begin({ user_id: "", request_id: id, request_time: "", type: "text", body: `질문 ${id}`, conv_type: "qa", rag_type: "", function_type: "", conversation: "c", replaces }, "asked");
const ids = (log: Turn[], lives: ReturnType<typeof live>[] = [], choice = {}) => arrange(log, lives, choice).map((s) => s.view.id);

describe("arrange", () => {
  test("the log's turns, then what is under way", () => {
    expect(ids([turn("a"), turn("b")], [live("c")])).toEqual(["a", "b", "c"]);
  });

  test("an answer asked for again stands in its place, and what followed stays", () => {
    const again = { body: "질문 a", replaces: "a" };
    const log = [turn("a", { replaced: true }), turn("b"), turn("a2", again)];
    expect(ids(log)).toEqual(["a2", "b"]);
    expect(ids(log, [], { a: "a" })).toEqual(["a", "b"]);
    expect(arrange(log, [])[0]?.versions).toEqual(["a", "a2"]);
    expect(ids([...log, turn("a3", { body: "질문 a", replaces: "a2" })])).toEqual(["a3", "b"]);
  });

  test("an edited question begins a branch, and both stay reachable", () => {
    const log = [turn("a"), turn("b", { parent: "a" }), turn("c", { parent: "b" }), turn("b2", { replaces: "b", parent: "a" }), turn("d", { parent: "b2" })];
    expect(ids(log)).toEqual(["a", "b2", "d"]);
    expect(ids(log, [], { b: "b" })).toEqual(["a", "b", "c"]);
    expect(ids([...log, turn("e", { parent: "c" })], [], { b: "b" })).toEqual(["a", "b", "c", "e"]);
    expect(ids(log.slice(0, 3), [live("b2", "b")])).toEqual(["a", "b2"]);
  });

  test("what followed the first wording of a question is not shown below the second, without parents either", () => {
    const log = [turn("a"), turn("b"), turn("a2", { replaces: "a" }), turn("c")];
    expect(ids(log)).toEqual(["a2", "c"]);
    expect(ids(log, [], { a: "a" })).toEqual(["a", "b"]);
  });

  test("an answer that is asked for again in a branch stays there", () => {
    const log = [turn("a"), turn("b", { parent: "a" }), turn("a2", { replaces: "a" }), turn("b2", { body: "질문 b", replaces: "b" })];
    expect(ids(log)).toEqual(["a2"]);
    expect(ids(log, [], { a: "a" })).toEqual(["a", "b2"]);
  });

  test("turns of two windows that follow the same one are both there", () => {
    expect(ids([turn("a"), turn("b", { parent: "a" }), turn("c", { parent: "a" })])).toEqual(["a", "b", "c"]);
  });

  test("a replacement whose original is not loaded stands on its own", () => {
    expect(ids([turn("b"), turn("a2", { replaces: "a" })])).toEqual(["b", "a2"]);
  });

  test("turns that replace each other in a circle do not hang the page", () => {
    expect(() => ids([turn("a", { replaces: "b" }), turn("b", { replaces: "a" })])).not.toThrow();
  });

  test("a turn of the log that this page follows is shown as it follows it", () => {
    const following = apply(live("a"), { event: "delta", request_id: "a", seq: 1, text: "쓰는 중" });
    expect(arrange([turn("a", { outcome: "running", answer: "" })], [following])[0]?.view).toMatchObject({ answer: "쓰는 중", phase: "streaming" });
  });

  test("views of unchanged turns are the same objects", () => {
    const log = [turn("a"), turn("b")];
    const first = arrange(log, []);
    const second = arrange(log, [live("c")]);
    expect(second[0]?.view).toBe(first[0]?.view);
    expect(second[1]?.view).toBe(first[1]?.view);
  });
});

describe("viewTurn", () => {
  test("a failed turn has its reason beside what came of the answer", () => {
    const failure = { kind: "throttled", message: "모델이 바빠요.", retry: false };
    expect(viewTurn(turn("a", { outcome: "failed", answer: "연차는 15", failure }))).toMatchObject({
      phase: "failed", answer: "연차는 15", problem: { message: "모델이 바빠요.", retry: false },
    });
  });

  test("a label is the server's, whatever the answer looks like", () => {
    const answer = "짧은 첫 문단이에요.\n\n연차는 15일이다. [1]";
    expect(viewTurn(turn("a", { extractive: true, answer }))).toMatchObject({ label: "", answer });
    expect(viewTurn(turn("a", { extractive: true, label: "그대로 옮겼어요.", answer }))).toMatchObject({ label: "그대로 옮겼어요.", answer });
  });

  test("asking again asks the same documents", () => {
    expect(askFields(turn("a", { documents: ["docs/a.txt"] }), "kim", "c").documents).toEqual(["docs/a.txt"]);
    expect(viewTurn(turn("a", { documents: ["docs/a.txt"] })).documents).toEqual(["docs/a.txt"]);
  });

  test("an interrupted turn keeps its text", () => {
    expect(viewTurn(turn("a", { outcome: "interrupted", answer: "여기까지" }))).toMatchObject({ phase: "done", outcome: "interrupted", answer: "여기까지" });
  });
});

describe("viewLive", () => {
  test("shows what stands around the answer as it comes", () => {
    let following = apply(live("a"), { event: "label", request_id: "a", seq: 1, label: "그대로 옮겼어요." });
    following = apply(following, { event: "delta", request_id: "a", seq: 2, text: "15일" });
    following = apply(following, { event: "translation", request_id: "a", seq: 3, text: "15 days" });
    following = apply(following, { event: "notice", request_id: "a", seq: 4, notice: { code: "model_busy", message: "바빠요." } });
    following = apply(following, { event: "speech", request_id: "a", seq: 5, speech: "/speech/a" });
    expect(viewLive(following)).toMatchObject({
      label: "그대로 옮겼어요.", answer: "15일", translation: "15 days", extractive: true, speech: "/speech/a",
    });
  });
});

test("verdicts and the trace of a logged answer are shown, on its page and where it was followed", () => {
  const verdicts = [{ start: 0, end: 3, verdict: "supported" }] as unknown as Turn["verdicts"];
  const trace = { model: "m" } as unknown as Turn["trace"];
  const logged = turn("a", { verdicts: verdicts!, trace: trace! });
  expect(viewTurn(logged)).toMatchObject({ verdicts, trace });
  const followed = apply(live("a"), { event: "done", request_id: "a", seq: 1, turn: logged });
  expect(viewLive(followed)).toMatchObject({ trace, verdicts });
});
