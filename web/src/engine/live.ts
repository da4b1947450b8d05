import type { Ask, Notice, ServerFrame, Source, Stage, Turn, Verdict, Error as WireError } from "../api/wire";

// Where a turn stands, as far as this page knows.
export type Phase =
  | "unsent" // not yet given to the server
  | "asked" // given to it; nothing came back yet
  | "working" // stages are named
  | "streaming" // text is arriving
  | "done"
  | "failed";

// LiveTurn is a turn that this page asked or follows. It is a value: every change makes a new one.
export interface LiveTurn {
  readonly id: string;
  readonly ask: Ask;
  readonly phase: Phase;
  readonly seq: number; // the last event seen
  readonly attempt: number; // that wrote it; a server that died in between begins the next one
  readonly label: string; // heads the answer
  readonly answer: string;
  readonly translation: string;
  readonly stages: readonly Stage[]; // the latest of each name, in order of first appearance
  readonly sources: readonly Source[];
  readonly verdicts: readonly Verdict[];
  readonly notices: readonly Notice[];
  readonly sentences: readonly string[]; // paths of the spoken sentences, in order
  readonly speech: string; // path of the recording of the whole
  readonly debug: string;
  readonly error: WireError | null;
  readonly turn: Turn | null; // as the log has it, once it is done
  readonly stopping: boolean;
  readonly again: number; // the attempt that the server died in and that the page asked for anew; 0: none
}

export function begin(ask: Ask, phase: Phase = "unsent"): LiveTurn {
  return {
    id: ask.request_id, ask, phase, seq: 0, attempt: 1, stages: [], debug: "", ...nothing,
    error: null, turn: null, stopping: false, again: 0,
  };
}

// nothing is what an attempt begins with.
const nothing = { label: "", answer: "", translation: "", sources: [], verdicts: [], notices: [], sentences: [], speech: "" } as const;

export function ended(turn: LiveTurn): boolean {
  return turn.phase === "done" || turn.phase === "failed";
}

// beginAgain is a turn whose server died in the middle of the answer and that is asked for once more. What there is of the
// answer stays until the next attempt begins.
export function beginAgain(turn: LiveTurn): LiveTurn {
  return { ...turn, phase: "asked", stages: [], again: turn.attempt };
}

// apply makes the turn that stands after an event. An event seen before changes nothing; one of a later attempt counts
// whatever its number, because events that were seen but not stored when a server died are numbered again.
export function apply(turn: LiveTurn, frame: ServerFrame): LiveTurn {
  const seq = frame.seq ?? 0;
  const attempt = frame.attempt ?? 1;
  if (ended(turn) || attempt < turn.attempt || (attempt === turn.attempt && seq <= turn.seq)) return turn;
  const next = { ...turn, ...(attempt > turn.attempt && nothing), seq, attempt };
  switch (frame.event) {
    case "stage":
      if (frame.stage) next.stages = withStage(turn.stages, frame.stage);
      if (next.phase !== "streaming") next.phase = "working";
      return next;
    case "label":
      next.label = frame.label ?? "";
      return next;
    case "delta":
      next.answer = next.answer + (frame.text ?? "");
      next.phase = "streaming";
      return next;
    case "replace": // From counts UTF-16 code units, as JavaScript's strings do
      next.answer = next.answer.slice(0, frame.from ?? 0) + (frame.text ?? "");
      next.phase = next.answer === "" ? "working" : "streaming";
      return next;
    case "translation":
      next.translation = frame.text ?? "";
      return next;
    case "verdicts":
      next.verdicts = frame.verdicts ?? [];
      return next;
    case "speech_part": // takes the place of a sentence that was sent before, and of those after it
      next.sentences = [...next.sentences.slice(0, (frame.number ?? 1) - 1), ...(frame.speech ? [frame.speech] : [])];
      return next;
    case "speech":
      next.speech = frame.speech ?? "";
      return next;
    case "sources":
      next.sources = frame.sources ?? [];
      return next;
    case "notice":
      if (frame.notice) next.notices = [...next.notices, frame.notice];
      return next;
    case "debug":
      next.debug = turn.debug === "" ? (frame.text ?? "") : `${turn.debug}\n${frame.text ?? ""}`;
      return next;
    case "done":
      return finish(next, frame.turn ?? null);
    case "error":
      return { ...next, phase: "failed", error: frame.error ?? null, stopping: false };
    default:
      return next; // an event of a later version
  }
}

function finish(turn: LiveTurn, log: Turn | null): LiveTurn {
  const done: LiveTurn = { ...turn, phase: "done", turn: log, stopping: false };
  if (!log) return done;
  // The log's sources are nearly always those that were sent. Then they stay the same objects: whoever draws them sees that
  // nothing changed.
  const same = JSON.stringify(log.sources ?? []) === JSON.stringify(turn.sources);
  return {
    ...done, label: log.label ?? "", answer: log.answer, translation: log.translation ?? "", verdicts: log.verdicts ?? [],
    sources: same ? turn.sources : (log.sources ?? []), notices: log.notices ?? turn.notices, speech: log.speech ?? turn.speech,
  };
}

// amended is a turn that has ended with what the log says of it by now: a judge may have changed its verdicts since.
export function amended(turn: LiveTurn, log: Turn): LiveTurn {
  return !turn.turn || JSON.stringify(turn.turn) === JSON.stringify(log) ? turn : finish(turn, log);
}

function withStage(stages: readonly Stage[], stage: Stage): readonly Stage[] {
  const at = stages.findIndex((s) => s.name === stage.name);
  return at < 0 ? [...stages, stage] : stages.with(at, { ...stages[at], ...stage });
}
