import type { Ask, ClientFrame, ServerFrame, Turn } from "../api/wire";
import type { ConnectionState } from "./connection";
import { amended, apply, begin, beginAgain, ended, type LiveTurn } from "./live";
import type { Outbox } from "./outbox";

// Sender is the part of a Connection that the engine speaks to.
export interface Sender {
  send(frame: ClientFrame): boolean;
}

export interface EngineOptions {
  outbox: Outbox;
  schedule: (flush: () => void) => void; // calls flush once, soon: see pace.ts
  onBegin?: (ask: Ask) => void; // a turn that was asked here has begun on the server
  onChanged?: (conversation: string) => void; // a conversation has changed, in this window or in another one of the user's
  onEnd: (turn: LiveTurn) => void; // a turn was done, failed, or is unknown to the server
}

// attempts is how often an answer is begun, its first time included, if the server dies in it: the question itself may be why.
const attempts = 3;

const stable: readonly LiveTurn[] = [];

// Engine holds the turns that this page has under way. It numbers nothing and retries nothing itself: it remembers the last
// event of each turn, and when the connection is back it asks for what came after. Listeners hear of changes at most
// once per animation frame, however many deltas arrive.
export class Engine {
  #options: EngineOptions;
  #sender: Sender | null = null;
  #turns = new Map<string, LiveTurn>();
  #lists = new Map<string, readonly LiveTurn[]>(); // by conversation; made anew when a turn of it changed
  #listeners = new Set<() => void>();
  #flushing = false;
  #connection: ConnectionState = "closed";
  #lost = false; // the connection stood once and is gone now

  constructor(options: EngineOptions) {
    this.#options = options;
    for (const ask of options.outbox.all()) this.#turns.set(ask.request_id, begin(ask));
  }

  attach(sender: Sender): void {
    this.#sender = sender;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  get connection(): ConnectionState {
    return this.#connection;
  }

  // interrupted reports whether a reader should be told that the connection is gone.
  interrupted = (): boolean => this.#lost;

  turn(id: string): LiveTurn | undefined {
    return this.#turns.get(id);
  }

  // of lists a conversation's turns in the order they were asked. The list is the same until a turn comes, goes or reaches
  // another phase: text that arrives changes only what turn gives.
  of(conversation: string): readonly LiveTurn[] {
    const known = this.#lists.get(conversation);
    if (known) return known;
    const turns = [...this.#turns.values()].filter((t) => t.ask.conversation === conversation);
    const list = turns.length === 0 ? stable : turns;
    this.#lists.set(conversation, list);
    return list;
  }

  // busy lists the conversations in which an answer is on its way, as one string, so that it compares by value.
  busy = (): string => {
    const ids = new Set<string>();
    for (const turn of this.#turns.values()) if (!ended(turn)) ids.add(turn.ask.conversation ?? "");
    return [...ids].join(" ");
  };

  // conversations lists those that this page asked in, newest first, as one string.
  conversations = (): string => [...new Set([...this.#turns.values()].map((t) => t.ask.conversation ?? ""))].reverse().join(" ");

  // ask begins a turn. Without a connection it waits for one, over a reload of the page as well.
  ask(ask: Ask): LiveTurn {
    this.#options.outbox.put(ask);
    const sent = this.#sender?.send({ op: "ask", request_id: ask.request_id, ask }) ?? false;
    const turn = begin(ask, sent ? "asked" : "unsent");
    this.#set(turn, true);
    return turn;
  }

  // follow takes up a turn that runs on the server, from its beginning: after a reload, or begun in another window.
  follow(ask: Ask): void {
    if (this.#turns.has(ask.request_id)) return;
    this.#sender?.send({ op: "follow", request_id: ask.request_id, after: 0 });
    this.#set(begin(ask, "asked"), true);
  }

  // stop ends a turn and keeps what is there. One that was never sent is taken back.
  stop(id: string): void {
    const turn = this.#turns.get(id);
    if (!turn || ended(turn)) return;
    if (turn.phase === "unsent") {
      this.forget(id);
      return;
    }
    this.#sender?.send({ op: "stop", request_id: id });
    this.#set({ ...turn, stopping: true });
  }

  // forget drops what the page knows of a turn; the server's log keeps it.
  forget(id: string): void {
    const turn = this.#turns.get(id);
    if (!turn) return;
    this.#options.outbox.drop(id);
    this.#turns.delete(id);
    this.#changed(turn);
  }

  forgetAll(): void {
    for (const id of [...this.#turns.keys()]) this.forget(id);
  }

  // opened is called when a connection stands: what was not sent is sent, what runs is followed from where it was.
  opened(): void {
    for (const turn of this.#turns.values()) {
      if (ended(turn)) continue;
      const begun = turn.seq > 0 && turn.again !== turn.attempt;
      if (begun || !this.#pending(turn.id)) {
        this.#sender?.send(follow(turn));
      } else if (this.#sender?.send({ op: "ask", request_id: turn.id, ask: turn.ask })) {
        this.#set({ ...turn, phase: "asked" });
      }
      if (turn.stopping) this.#sender?.send({ op: "stop", request_id: turn.id });
    }
  }

  // logged takes over what the log says of turns that have ended.
  logged(turns: readonly Turn[]): void {
    for (const log of turns) {
      const turn = this.#turns.get(log.request_id);
      const now = turn && amended(turn, log);
      if (now && now !== turn) this.#set(now);
    }
  }

  connectionChanged(state: ConnectionState): void {
    this.#connection = state;
    if (state === "waiting") this.#lost = true;
    if (state === "open" || state === "closed") this.#lost = false;
    this.#notify();
  }

  received(frame: ServerFrame): void {
    if (frame.event === "changed") {
      if (!this.#turns.has(frame.request_id ?? "")) this.#options.onChanged?.(frame.conversation ?? "");
      return;
    }
    const turn = this.#turns.get(frame.request_id ?? "");
    if (!turn) return;
    if (frame.event === "rejected") {
      this.#rejected(turn, frame);
      return;
    }
    if (frame.event === "error" && frame.error?.interrupted && this.#again(turn, frame.attempt ?? 1)) return;
    const seq = frame.seq ?? 0;
    if (!ended(turn) && (frame.attempt ?? 1) === turn.attempt && seq > turn.seq + 1) { // one is missing: ask for it instead of showing an answer with a hole
      this.#sender?.send(follow(turn));
      return;
    }
    const next = apply(turn, frame);
    if (next === turn) return;
    if (this.#pending(turn.id)) this.#options.onBegin?.(turn.ask);
    this.#options.outbox.drop(turn.id);
    this.#set(next);
    if (ended(next)) this.#options.onEnd(next);
  }

  // again asks once more for an answer that the server died in, and reports whether it did.
  #again(turn: LiveTurn, attempt: number): boolean {
    if (ended(turn) || turn.stopping || attempt < turn.attempt || attempt >= attempts) return false;
    this.#options.outbox.put(turn.ask);
    this.#set(beginAgain({ ...turn, attempt }));
    this.#sender?.send({ op: "ask", request_id: turn.id, ask: turn.ask });
    return true;
  }

  // rejected: nothing began. The question stays for the reader to ask again; a turn that the server has forgotten (its
  // events are kept for a day) is read from the log instead.
  #rejected(turn: LiveTurn, frame: ServerFrame): void {
    if (ended(turn)) return;
    const failed: LiveTurn = { ...turn, phase: "failed", error: frame.error ?? null, stopping: false };
    if (!this.#pending(turn.id)) {
      this.forget(turn.id);
    } else {
      this.#options.outbox.drop(turn.id);
      this.#set(failed);
    }
    this.#options.onEnd(failed);
  }

  #pending(id: string): boolean {
    return this.#options.outbox.all().some((a) => a.request_id === id);
  }

  #set(turn: LiveTurn, now = false): void {
    const before = this.#turns.get(turn.id);
    this.#turns.set(turn.id, turn);
    if (before?.phase === turn.phase && before.stopping === turn.stopping) this.#notify();
    else this.#changed(turn, now);
  }

  #changed(turn: LiveTurn, now = false): void {
    this.#lists.delete(turn.ask.conversation ?? "");
    if (now) this.#tell();
    else this.#notify();
  }

  #notify(): void {
    if (this.#flushing) return;
    this.#flushing = true;
    this.#options.schedule(() => {
      this.#flushing = false;
      this.#tell();
    });
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

// follow asks for what comes after the last event seen.
function follow(turn: LiveTurn): ClientFrame {
  const cursor = { op: "follow" as const, request_id: turn.id, after: turn.seq };
  return turn.attempt > 1 ? { ...cursor, attempt: turn.attempt } : cursor;
}
