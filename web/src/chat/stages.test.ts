import { expect, test } from "vitest";
import type { Source, Stage, Turn } from "../api/wire";
import { translator } from "../i18n";
import { activity, knowledge, summary } from "./stages";
import { viewTurn, type TurnView } from "./view";

const t = translator("ko");
const turn: Turn = { request_id: "r", request_time: "", conversation: "c", type: "text", conv_type: "qa", body: "", answer: "", outcome: "running", time: "" };
const view = (more: Partial<TurnView>): TurnView => ({ ...viewTurn(turn), ...more });
const stage = (name: string, more: Partial<Stage> = {}): Stage => ({ name, ...more }) as Stage;
const source = (number: number, document?: string): Source => ({ number, store: "local", name: "a", document, score: 1, score_kind: "bm25", excerpt: "" }) as Source;

test("a turn without text says what is happening in it", () => {
  expect(activity(view({ stopping: true, stages: [stage("answer")] }), t)).toBe("중지하는 중");
  expect(activity(view({ phase: "unsent" }), t)).toBe("보내는 중");
  expect(activity(view({}), t)).toBe("답변을 기다리는 중");
  expect(activity(view({ stages: [stage("retrieve"), stage("select")] }), t)).toBe("근거를 추리는 중");
  expect(activity(view({ stages: [stage("select", { passages: 4 })] }), t)).toBe("근거 4개를 골랐어요");
  expect(activity(view({ stages: [stage("summarise", { total: 9 })] }), t)).toBe("부분별로 요약하는 중 · 0 / 9");
  expect(activity(view({ stages: [stage("summarise", { done: 3, total: 9 })] }), t)).toBe("부분별로 요약하는 중 · 3 / 9");
  expect(activity(view({ stages: [stage("of a later server")] }), t)).toBe("답변을 기다리는 중");
});

test("what was found is told, and from how many documents as soon as the sources are known", () => {
  expect(knowledge(view({}), t)).toBe("");
  expect(knowledge(view({ stages: [stage("retrieve")] }), t)).toBe("");
  expect(knowledge(view({ stages: [stage("retrieve", { passages: 5, stores: 1 })] }), t)).toBe("근거 5개를 찾았어요");
  expect(knowledge(view({ stages: [stage("retrieve", { passages: 5, stores: 2 })] }), t)).toBe("저장소 2곳 · 근거 5개");
  const sources = [source(1, "a"), source(2, "a")];
  expect(knowledge(view({ sources, stages: [stage("retrieve", { passages: 5, stores: 2 })] }), t)).toBe("문서 1개에서 근거 2개를 찾았어요");
  expect(summary(view({ sources: [...sources, source(3, "b")] }), t)).toBe("문서 2개에서 근거 3개를 찾았어요");
  expect(summary(view({ sources: [] }), t)).toBe("");
  const related = { ...source(1, "a"), related: true }; // the answer says that nothing was found
  expect(summary(view({ sources: [related] }), t)).toBe("");
});
