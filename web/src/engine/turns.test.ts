import { describe, expect, test } from "vitest";
import type { Ask, ClientFrame, ServerFrame } from "../api/wire";
import { Engine } from "./engine";
import type { LiveTurn } from "./live";
import { storedOutbox, type Outbox } from "./outbox";

const ask = (id: string, more: Partial<Ask> = {}) => ({ request_id: id, body: "질문", conversation: "c", ...more }) as Ask;

let sent: ClientFrame[];
let begun: string[];
let ended: LiveTurn[];
let flushes: (() => void)[];
let outbox: Outbox;

function start(connected = true): Engine {
  [sent, begun, ended, flushes] = [[], [], [], []];
  outbox = storedOutbox(null);
  const engine = new Engine({
    outbox, schedule: (f) => flushes.push(f), onBegin: (a) => begun.push(a.request_id), onEnd: (t) => ended.push(t),
  });
  if (connected) engine.attach({ send: (frame) => sent.push(frame) > 0 });
  return engine;
}

const tell = (engine: Engine, frame: Partial<ServerFrame>) => engine.received({ request_id: "r", ...frame } as ServerFrame);
const died = { kind: "unavailable", message: "", retry: true, interrupted: true };

describe("what the page shows of its turns", () => {
  test("a conversation is busy until its last answer has ended", () => {
    const engine = start();
    engine.ask(ask("r"));
    engine.ask(ask("s", { conversation: "d" }));
    expect(engine.busy()).toBe("c d");
    tell(engine, { event: "done", seq: 1 });
    expect(engine.busy()).toBe("d");
    tell(engine, { request_id: "s", event: "error", seq: 1, error: { ...died, interrupted: false } });
    expect(engine.busy()).toBe("");
  });

  test("conversations are listed newest first, each once", () => {
    const engine = start();
    for (const [id, conversation] of [["a", "c"], ["b", "d"], ["e", "c"]] as const) engine.ask(ask(id, { conversation }));
    expect(engine.conversations()).toBe("d c");
  });

  test("turns that are forgotten leave the list and the outbox", () => {
    const engine = start();
    engine.ask(ask("r"));
    engine.ask(ask("s"));
    engine.forget("r");
    expect(engine.of("c").map((t) => t.id)).toEqual(["s"]);
    expect(outbox.all().map((a) => a.request_id)).toEqual(["s"]);
    engine.forgetAll();
    expect([engine.of("c"), outbox.all()]).toEqual([[], []]);
  });

  test("an empty list is always the same object", () => {
    const engine = start();
    expect(engine.of("x")).toBe(engine.of("y"));
  });

  test("a new question is told at once, a listener that has left is told nothing", () => {
    const engine = start();
    const heard: string[] = [];
    const leave = engine.subscribe(() => heard.push("a"));
    engine.subscribe(() => heard.push("b"));
    engine.ask(ask("r"));
    expect(heard).toEqual(["a", "b"]);
    leave();
    tell(engine, { event: "delta", seq: 1, text: "가" });
    expect(heard).toHaveLength(2);
    flushes[0]!();
    expect(heard).toEqual(["a", "b", "b"]);
    tell(engine, { event: "delta", seq: 2, text: "나" });
    expect(flushes).toHaveLength(2);
  });
});

describe("what the engine does by itself", () => {
  test("it tells once that a question asked here has begun", () => {
    const engine = start();
    engine.ask(ask("r"));
    expect(begun).toEqual([]);
    tell(engine, { event: "stage", seq: 1, stage: { name: "retrieve" } });
    tell(engine, { event: "delta", seq: 2, text: "가" });
    expect(begun).toEqual(["r"]);
    expect(outbox.all()).toEqual([]);
    engine.follow(ask("s"));
    tell(engine, { request_id: "s", event: "delta", seq: 1, text: "가" });
    expect(begun).toEqual(["r"]);
  });

  test("frames of turns that it does not know are passed over", () => {
    const engine = start();
    engine.received({ event: "delta", request_id: "x", seq: 1, text: "가" } as ServerFrame);
    engine.received({ event: "pong" } as ServerFrame);
    expect([sent, flushes, engine.turn("x")]).toEqual([[], [], undefined]);
  });

  test("an answer that was being stopped when the server died is not asked for again", () => {
    const engine = start();
    engine.ask(ask("r"));
    engine.stop("r");
    sent = [];
    tell(engine, { event: "error", seq: 1, error: died });
    expect([sent, engine.turn("r")!.phase]).toEqual([[], "failed"]);
  });

  test("the death of an earlier attempt is no news", () => {
    const engine = start();
    engine.ask(ask("r"));
    tell(engine, { event: "delta", seq: 1, attempt: 2, text: "가" });
    sent = [];
    tell(engine, { event: "error", seq: 2, attempt: 1, error: died });
    expect(sent).toEqual([]);
    expect(engine.turn("r")).toMatchObject({ phase: "streaming", answer: "가" });
  });

  test("after a reconnect nothing is asked for turns that have ended", () => {
    const engine = start();
    engine.ask(ask("r"));
    tell(engine, { event: "done", seq: 1 });
    engine.stop("r");
    sent = [];
    engine.opened();
    expect(sent).toEqual([]);
  });

  test("a refusal that comes after the end changes nothing", () => {
    const engine = start();
    engine.ask(ask("r"));
    tell(engine, { event: "done", seq: 1 });
    tell(engine, { event: "rejected", error: { ...died, interrupted: false } });
    expect([engine.turn("r")!.phase, ended.length]).toEqual(["done", 1]);
  });

  test("a refused question is not sent again after a reload", () => {
    const engine = start();
    engine.ask(ask("r"));
    tell(engine, { event: "rejected", error: { ...died, interrupted: false } });
    expect(outbox.all()).toEqual([]);
  });

  test("without a connection a question waits", () => {
    const engine = start(false);
    expect(engine.ask(ask("r")).phase).toBe("unsent");
    engine.opened();
    expect(engine.turn("r")!.phase).toBe("unsent");
  });

  test("a connection that was closed on purpose is no loss", () => {
    const engine = start();
    engine.connectionChanged("waiting");
    expect([engine.connection, engine.interrupted()]).toEqual(["waiting", true]);
    engine.connectionChanged("closed");
    expect([engine.connection, engine.interrupted()]).toEqual(["closed", false]);
  });
});
