import { beforeEach, describe, expect, test } from "vitest";
import type { Ask, ClientFrame, ServerFrame, Turn } from "../api/wire";
import { Engine } from "./engine";
import type { LiveTurn } from "./live";
import { storedOutbox } from "./outbox";

class FakeStorage {
  kept = new Map<string, string>();
  getItem = (name: string) => this.kept.get(name) ?? null;
  setItem = (name: string, value: string) => void this.kept.set(name, value);
}

const ask = (id: string, more: Partial<Ask> = {}): Ask => ({
  user_id: "u", request_id: id, request_time: "2026-11-23 10:00:00", type: "text", body: "질문", conv_type: "qa", rag_type: "all",
  function_type: "rag", conversation: "c", ...more,
});

let storage: FakeStorage;
let sent: ClientFrame[];
let connected: boolean;
let flushes: (() => void)[];
let ended: LiveTurn[];
let changes: string[];

function start(): Engine {
  const engine = new Engine({ outbox: storedOutbox(storage), schedule: (f) => flushes.push(f), onChanged: (c) => changes.push(c), onEnd: (turn) => ended.push(turn) });
  engine.attach({
    send(frame) {
      if (connected) sent.push(frame);
      return connected;
    },
  });
  return engine;
}

function events(engine: Engine, id: string, ...frames: Partial<ServerFrame>[]) {
  for (const frame of frames) engine.received({ request_id: id, from: 0, ...frame } as ServerFrame);
}

test("a change in another window is told, and the beginning of a turn of this window's own is not", () => {
  const engine = start();
  engine.ask(ask("r1"));
  events(engine, "r1", { event: "changed", conversation: "c" });
  events(engine, "r2", { event: "changed", conversation: "d" });
  events(engine, "", { event: "changed", conversation: "c" });
  expect(changes).toEqual(["d", "c"]);
});

beforeEach(() => {
  changes = [];
  storage = new FakeStorage();
  [sent, flushes, ended] = [[], [], []];
  connected = true;
});

describe("Engine", () => {
  test("what a judge says later takes the place of what an ended turn has", () => {
    const engine = start();
    const log = { request_id: "r", answer: "15일이에요.", verdicts: [{ start: 0, end: 7, verdict: "unsupported" }] } as unknown as Turn;
    engine.ask(ask("r"));
    engine.ask(ask("running"));
    engine.logged([{ ...log, answer: "다른 답" }]);
    expect(engine.turn("r")?.answer).toBe("");
    events(engine, "r", { event: "delta", seq: 1, text: "15일이에요." }, { event: "done", seq: 2, turn: log });
    const done = engine.turn("r");
    engine.logged([{ ...log }]);
    expect(engine.turn("r")).toBe(done);
    engine.logged([{ ...log, answer: "15일이에요. [1]", verdicts: [] }]);
    expect(engine.turn("r")).toMatchObject({ answer: "15일이에요. [1]", verdicts: [], phase: "done" });
  });

  test("an answer grows by deltas and is the log's when it is done", () => {
    const engine = start();
    engine.ask(ask("r"));
    events(engine, "r",
      { event: "stage", seq: 1, stage: { name: "retrieve" } },
      { event: "stage", seq: 2, stage: { name: "retrieve", stores: 3, passages: 8 } },
      { event: "delta", seq: 3, text: "안녕" },
      { event: "delta", seq: 4, text: "하세요" },
    );
    expect(engine.turn("r")).toMatchObject({ phase: "streaming", answer: "안녕하세요", stages: [{ name: "retrieve", stores: 3, passages: 8 }] });
    events(engine, "r", { event: "done", seq: 5, turn: { answer: "안녕하세요.", outcome: "completed" } as ServerFrame["turn"] });
    expect(engine.turn("r")).toMatchObject({ phase: "done", answer: "안녕하세요." });
    expect(ended.map((t) => t.id)).toEqual(["r"]);
  });

  test("sources that the log repeats stay the same objects", () => {
    const engine = start();
    engine.ask(ask("r"));
    const sources = () => [{ number: 1, store: "local", name: "a.pdf", score: 1, score_kind: "bm25", excerpt: "글" }];
    events(engine, "r", { event: "sources", seq: 1, sources: sources() }, { event: "delta", seq: 2, text: "답 [1]" });
    const before = engine.turn("r")!.sources;
    events(engine, "r", { event: "done", seq: 3, turn: { answer: "답 [1]", outcome: "completed", sources: sources() } as ServerFrame["turn"] });
    expect(engine.turn("r")!.sources).toBe(before);
  });

  test("replace tak the place of the text from a UTF-16 offset on", () => {
    const engine = start();
    engine.ask(ask("r"));
    events(engine, "r",
      { event: "delta", seq: 1, text: "😀 처음" },
      { event: "replace", seq: 2, from: 3, text: "다시" },
      { event: "delta", seq: 3, text: "!" },
    );
    expect(engine.turn("r")!.answer).toBe("😀 다시!");
    events(engine, "r", { event: "replace", seq: 4, from: 0, text: "" });
    expect(engine.turn("r")).toMatchObject({ answer: "", phase: "working" });
  });

  test("an event that comes twice changes nothing", () => {
    const engine = start();
    engine.ask(ask("r"));
    events(engine, "r", { event: "delta", seq: 1, text: "가" }, { event: "delta", seq: 1, text: "가" }, { event: "delta", seq: 2, text: "나" });
    expect(engine.turn("r")!.answer).toBe("가나");
  });

  test("a gap is asked for instead of shown", () => {
    const engine = start();
    engine.ask(ask("r"));
    events(engine, "r", { event: "delta", seq: 1, text: "가" }, { event: "delta", seq: 3, text: "다" });
    expect(engine.turn("r")!.answer).toBe("가");
    expect(sent.at(-1)).toEqual({ op: "follow", request_id: "r", after: 1 });
  });

  test("after a reconnect it follows from the last event seen", () => {
    const engine = start();
    engine.ask(ask("r"));
    events(engine, "r", { event: "delta", seq: 1, text: "가" }, { event: "delta", seq: 2, text: "나" });
    sent = [];
    engine.opened();
    expect(sent).toEqual([{ op: "follow", request_id: "r", after: 2 }]);
    events(engine, "r", { event: "delta", seq: 3, text: "다" });
    expect(engine.turn("r")!.answer).toBe("가나다");
  });

  test("an answer that the server died in begins again by itself, and says so", () => {
    const engine = start();
    engine.ask(ask("r"));
    const died = { kind: "unavailable", message: "", retry: true, interrupted: true };
    events(engine, "r", { event: "delta", seq: 1, text: "반쪽" });
    sent = [];
    events(engine, "r", { event: "error", seq: 2, error: died });
    expect(sent).toEqual([{ op: "ask", request_id: "r", ask: ask("r") }]);
    expect(engine.turn("r")).toMatchObject({ phase: "asked", answer: "반쪽", again: 1 });
    sent = [];
    engine.opened(); // the connection was lost before the question arrived
    expect(sent).toEqual([{ op: "ask", request_id: "r", ask: ask("r") }]);
    events(engine, "r", { event: "replace", seq: 1, attempt: 2, text: "" }, { event: "delta", seq: 2, attempt: 2, text: "온전" });
    expect(engine.turn("r")).toMatchObject({ phase: "streaming", answer: "온전" });
    sent = [];
    engine.opened();
    expect(sent).toEqual([{ op: "follow", request_id: "r", after: 2, attempt: 2 }]);
  });

  test("a question that the server dies in time and again is given up", () => {
    const engine = start();
    engine.ask(ask("r"));
    const died = { kind: "unavailable", message: "끊겼어요", retry: true, interrupted: true };
    for (const attempt of [1, 2, 3]) events(engine, "r", { event: "error", seq: attempt, attempt, error: died });
    expect(engine.turn("r")).toMatchObject({ phase: "failed", error: died });
    expect(sent.filter((f) => f.op === "ask")).toHaveLength(3);
  });

  test("a question asked without a connection is sent when there is one, with the same id", () => {
    connected = false;
    const engine = start();
    engine.ask(ask("r"));
    expect(engine.turn("r")!.phase).toBe("unsent");
    connected = true;
    engine.opened();
    expect(sent).toEqual([{ op: "ask", request_id: "r", ask: ask("r") }]);
    expect(engine.turn("r")!.phase).toBe("asked");
  });

  test("a question that may not have arrived is asked again, also after a reload of the page", () => {
    start().ask(ask("r"));
    sent = [];
    const reloaded = start();
    expect(reloaded.of("c").map((t) => t.id)).toEqual(["r"]);
    reloaded.opened();
    expect(sent).toEqual([{ op: "ask", request_id: "r", ask: ask("r") }]);
    events(reloaded, "r", { event: "stage", seq: 1, stage: { name: "retrieve" } });
    expect(start().of("c")).toEqual([]);
  });

  test("a turn that runs elsewhere is followed from its beginning, once", () => {
    const engine = start();
    engine.follow(ask("r"));
    engine.follow(ask("r"));
    expect(sent).toEqual([{ op: "follow", request_id: "r", after: 0 }]);
    sent = [];
    engine.opened();
    expect(sent).toEqual([{ op: "follow", request_id: "r", after: 0 }]);
  });

  test("stop asks the server and keeps what is there", () => {
    const engine = start();
    engine.ask(ask("r"));
    events(engine, "r", { event: "delta", seq: 1, text: "여기까지" });
    const before = engine.of("c");
    engine.stop("r");
    expect(sent.at(-1)).toEqual({ op: "stop", request_id: "r" });
    expect(engine.of("c")).not.toBe(before); // what draws the list shows that the turn is stopping
    expect(engine.of("c")[0]).toMatchObject({ stopping: true });
    expect(engine.turn("r")).toMatchObject({ stopping: true, answer: "여기까지" });
    events(engine, "r", { event: "done", seq: 2, turn: { answer: "여기까지", outcome: "stopped" } as ServerFrame["turn"] });
    expect(engine.turn("r")).toMatchObject({ phase: "done", stopping: false, answer: "여기까지" });
  });

  test("stop pressed while the connection was gone is sent when it is back", () => {
    const engine = start();
    engine.ask(ask("r"));
    events(engine, "r", { event: "delta", seq: 1, text: "가" });
    connected = false;
    engine.stop("r");
    connected = true;
    sent = [];
    engine.opened();
    expect(sent).toEqual([{ op: "follow", request_id: "r", after: 1 }, { op: "stop", request_id: "r" }]);
  });

  test("stop takes back what was never sent", () => {
    connected = false;
    const engine = start();
    engine.ask(ask("r"));
    engine.stop("r");
    expect(engine.of("c")).toEqual([]);
    expect(start().of("c")).toEqual([]);
  });

  test("stop does nothing to a turn that has ended or that nobody knows", () => {
    const engine = start();
    engine.ask(ask("r"));
    events(engine, "r", { event: "done", seq: 1, turn: { answer: "끝", outcome: "completed" } as ServerFrame["turn"] });
    sent = [];
    engine.stop("r");
    engine.stop("nobody's");
    expect(sent).toEqual([]);
    expect(engine.turn("r")).toMatchObject({ phase: "done", answer: "끝", stopping: false });
  });

  test("a refused question fails with the server's sentence; a follow of a forgotten turn leaves it to the log", () => {
    const engine = start();
    engine.ask(ask("r"));
    const error = { kind: "invalid", message: "너무 길어요.", retry: false };
    events(engine, "r", { event: "rejected", error });
    expect(engine.turn("r")).toMatchObject({ phase: "failed", error });
    engine.follow(ask("old"));
    events(engine, "old", { event: "rejected", error: { kind: "not_found", message: "", retry: false } });
    expect(engine.turn("old")).toBeUndefined();
    expect(ended.map((t) => t.id)).toEqual(["r", "old"]);
  });

  test("an error event ends the turn; what comes later is ignored", () => {
    const engine = start();
    engine.ask(ask("r"));
    events(engine, "r", { event: "error", seq: 1, error: { kind: "throttled", message: "바빠요.", retry: true } }, { event: "delta", seq: 2, text: "가" });
    expect(engine.turn("r")).toMatchObject({ phase: "failed", answer: "", error: { message: "바빠요." } });
  });

  test("many deltas wake listeners once per frame", () => {
    const engine = start();
    engine.ask(ask("r"));
    let woken = 0;
    engine.subscribe(() => woken++);
    for (let seq = 1; seq <= 500; seq++) events(engine, "r", { event: "delta", seq, text: "가" });
    expect(woken).toBe(0);
    expect(flushes).toHaveLength(1);
    flushes[0]!();
    expect(woken).toBe(1);
    expect(engine.turn("r")!.answer).toHaveLength(500);
  });

  test("a conversation's list stays the same object until a turn comes, goes or reaches another phase", () => {
    const engine = start();
    engine.ask(ask("r"));
    engine.ask(ask("other", { conversation: "d" }));
    const before = engine.of("c");
    events(engine, "other", { event: "delta", seq: 1, text: "가" });
    expect(engine.of("c")).toBe(before);
    events(engine, "r", { event: "delta", seq: 1, text: "가" });
    const streaming = engine.of("c");
    expect(streaming).not.toBe(before);
    events(engine, "r", { event: "delta", seq: 2, text: "나" });
    expect(engine.of("c")).toBe(streaming);
    expect(engine.turn("r")!.answer).toBe("가나");
    events(engine, "r", { event: "done", seq: 3, turn: { answer: "가나", outcome: "completed" } as ServerFrame["turn"] });
    expect(engine.of("c")).not.toBe(streaming);
    expect(engine.of("c")[0]!.answer).toBe("가나");
  });

  test("a reader is told of a loss, not of the first connecting", () => {
    const engine = start();
    engine.connectionChanged("connecting");
    expect(engine.interrupted()).toBe(false);
    engine.connectionChanged("open");
    engine.connectionChanged("waiting");
    engine.connectionChanged("connecting");
    expect(engine.interrupted()).toBe(true);
    engine.connectionChanged("open");
    expect(engine.interrupted()).toBe(false);
  });

  test("broken storage is no reason to fail", () => {
    const broken = storedOutbox({
      getItem: () => "{not json",
      setItem: () => {
        throw new Error("full");
      },
    });
    broken.put(ask("r"));
    expect(broken.all().map((a) => a.request_id)).toEqual(["r"]);
  });
});
