import { describe, expect, test } from "vitest";
import type { Turn } from "../api/wire";
import { apply, begin } from "../engine/live";
import { arrange, label, viewTurn } from "./view";

const turn = (id: string, more: Partial<Turn> = {}): Turn => ({
  request_id: id, request_time: "", conversation: "c", type: "text", conv_type: "qa", body: `질문 ${id}`, answer: `답 ${id}`, outcome: "completed", time: "", ...more,
});
const live = (id: string, replaces = "") =>
  begin({ user_id: "", request_id: id, request_time: "", type: "text", body: `질문 ${id}`, conv_type: "qa", rag_type: "", function_type: "", conversation: "c", replaces }, "asked");
const ids = (log: Turn[], lives: ReturnType<typeof live>[] = []) => arrange(log, lives).map((v) => v.id);

describe("arrange", () => {
  test("the log's turns, then what is under way", () => {
    expect(ids([turn("a"), turn("b")], [live("c")])).toEqual(["a", "b", "c"]);
  });

  test("a turn that replaces another stands in its place", () => {
    expect(ids([turn("a", { replaced: true }), turn("b"), turn("a2", { replaces: "a" })])).toEqual(["a2", "b"]);
    expect(ids([turn("a"), turn("b")], [live("a2", "a")])).toEqual(["a2", "b"]);
  });

  test("a chain of replacements shows the last one", () => {
    expect(ids([turn("a", { replaced: true }), turn("a2", { replaces: "a", replaced: true }), turn("b")], [live("a3", "a2")])).toEqual(["a3", "b"]);
  });

  test("a replacement whose original is not loaded stands on its own", () => {
    expect(ids([turn("b"), turn("a2", { replaces: "a" })])).toEqual(["b", "a2"]);
  });

  test("turns that replace each other in a circle do not hang the page", () => {
    expect(() => ids([turn("a", { replaces: "b" }), turn("b", { replaces: "a" })])).not.toThrow();
  });

  test("a turn of the log that this page follows is shown as it follows it", () => {
    const following = apply(live("a"), { event: "delta", request_id: "a", seq: 1, text: "쓰는 중" });
    expect(arrange([turn("a", { outcome: "running", answer: "" })], [following])[0]).toMatchObject({ answer: "쓰는 중", phase: "streaming" });
  });

  test("views of unchanged turns are the same objects", () => {
    const log = [turn("a"), turn("b")];
    const first = arrange(log, []);
    const second = arrange(log, [live("c")]);
    expect(second[0]).toBe(first[0]);
    expect(second[1]).toBe(first[1]);
  });
});

describe("viewTurn", () => {
  test("a failed turn's answer is the reason", () => {
    expect(viewTurn(turn("a", { outcome: "failed", answer: "모델이 바빠요." }))).toMatchObject({ phase: "failed", answer: "", problem: { message: "모델이 바빠요." } });
  });

  test("an interrupted turn keeps its text", () => {
    expect(viewTurn(turn("a", { outcome: "interrupted", answer: "여기까지" }))).toMatchObject({ phase: "done", outcome: "interrupted", answer: "여기까지" });
  });
});

describe("label", () => {
  test("parts an extractive answer's first sentence from it", () => {
    expect(label({ extractive: true, answer: "문서에서 찾은 문장을 그대로 옮겼어요.\n\n연차는 15일이다. [1]" })).toEqual({
      label: "문서에서 찾은 문장을 그대로 옮겼어요.", rest: "연차는 15일이다. [1]",
    });
  });

  test.each([
    [{ extractive: false, answer: "안녕하세요.\n\n반가워요." }],
    [{ extractive: true, answer: "연차는 15일이다. [1]\n\n신청은 3일 전에 한다. [2]" }],
    [{ extractive: true, answer: "연차는 15일이다." }],
    [{ extractive: true, answer: "" }],
  ])("leaves %j whole", (view) => expect(label(view)).toEqual({ label: "", rest: view.answer }));
});
