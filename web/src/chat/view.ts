import type { Ask, Notice, Source, Stage, Trace, Turn, Verdict } from "../api/wire";
import type { LiveTurn, Phase } from "../engine/live";

// TurnView is what the conversation shows of a turn, whether it comes from the log or is under way.
export interface TurnView {
  id: string;
  question: string;
  file: boolean; // the question is a file's name: its summary
  mode: { type: string; conv_type: string; rag_type: string; function_type: string };
  documents: readonly string[];
  phase: Phase;
  outcome: string; // "" while it runs
  label: string; // heads the answer; "": nothing does
  answer: string;
  translation: string;
  sources: readonly Source[];
  verdicts: readonly Verdict[]; // what the sources do for the answer's sentences
  stages: readonly Stage[];
  notices: readonly Notice[];
  speech: string; // path of the recording; "": none is known
  debug: string;
  problem: { message: string; retry: boolean } | null;
  extractive: boolean;
  trace: Trace | null;
  replaces: string;
  stopping: boolean;
  again: boolean; // the server died in the answer, which begins anew
  time: string;
}

// withoutModel are the codes of notices of an answer that no model wrote.
const withoutModel = new Set(["extractive", "model_unreachable", "model_busy"]);

const fromLog = new WeakMap<Turn, TurnView>();
const fromPage = new WeakMap<LiveTurn, TurnView>();

// viewTurn shows a turn of the log. The same turn gives the same view.
export function viewTurn(turn: Turn): TurnView {
  const known = fromLog.get(turn);
  if (known) return known;
  const failed = turn.outcome === "failed";
  const view: TurnView = {
    id: turn.request_id, question: turn.body, file: turn.type === "document", mode: modeFields(turn),
    documents: turn.documents ?? [],
    phase: turn.outcome === "running" ? "working" : failed ? "failed" : "done",
    outcome: turn.outcome === "running" ? "" : turn.outcome,
    label: turn.label ?? "", answer: turn.answer, translation: turn.translation ?? "", sources: turn.sources ?? [], verdicts: turn.verdicts ?? [], stages: [],
    notices: turn.notices ?? [], speech: turn.speech ?? "", debug: "",
    problem: failed ? { message: turn.failure?.message ?? "", retry: turn.failure?.retry ?? true } : null,
    extractive: turn.extractive ?? false, trace: turn.trace ?? null, replaces: turn.replaces ?? "", stopping: false, again: false, time: turn.time,
  };
  fromLog.set(turn, view);
  return view;
}

// viewLive shows a turn that this page follows.
export function viewLive(live: LiveTurn): TurnView {
  const known = fromPage.get(live);
  if (known) return known;
  const logged = live.turn ? viewTurn(live.turn) : null;
  const view: TurnView = {
    id: live.id, question: live.ask.body, file: live.ask.type === "document", mode: modeFields(live.ask),
    documents: live.ask.documents ?? [], phase: logged?.phase ?? live.phase,
    outcome: logged?.outcome ?? (live.phase === "done" ? "completed" : live.phase === "failed" ? "failed" : ""),
    label: logged?.label ?? live.label, answer: logged?.answer ?? live.answer, translation: logged?.translation ?? live.translation,
    sources: live.sources, verdicts: logged?.verdicts ?? live.verdicts, stages: live.stages, notices: live.notices, speech: live.speech, debug: live.debug,
    problem: logged?.problem ?? (live.phase === "failed" ? { message: live.error?.message ?? "", retry: live.error?.retry ?? true } : null),
    extractive: logged?.extractive ?? live.notices.some((n) => withoutModel.has(n.code)), trace: logged?.trace ?? null,
    replaces: live.ask.replaces ?? "", stopping: live.stopping, again: live.again > 0, time: logged?.time ?? "",
  };
  fromPage.set(live, view);
  return view;
}

function modeFields(r: { type: string; conv_type: string; rag_type?: string; function_type?: string }): TurnView["mode"] {
  return { type: r.type, conv_type: r.conv_type, rag_type: r.rag_type ?? "", function_type: r.function_type ?? "" };
}

// arrange puts a conversation in order: the log's turns, what is under way after them, and a turn that replaces another
// where that one stood. What was replaced is left out.
export function arrange(log: readonly Turn[], live: readonly LiveTurn[]): TurnView[] {
  const lives = new Map(live.map((l) => [l.id, l]));
  const logged = new Set(log.map((t) => t.request_id));
  const all = [
    ...log.map((t) => {
      const own = lives.get(t.request_id);
      return own ? viewLive(own) : viewTurn(t);
    }),
    ...live.filter((l) => !logged.has(l.id)).map(viewLive),
  ];
  const hidden = new Set(log.filter((t) => t.replaced).map((t) => t.request_id));
  const place = new Map<string, string>(); // a replaced turn → the one that stands for it
  for (const view of all) {
    if (view.replaces === "") continue;
    hidden.add(view.replaces);
    place.set(view.replaces, view.id);
  }
  const byID = new Map(all.map((v) => [v.id, v]));
  const order: TurnView[] = [];
  const done = new Set<string>();
  const add = (id: string) => {
    let last = id;
    for (const seen = new Set<string>(); place.has(last) && !seen.has(last); last = place.get(last) as string) seen.add(last);
    const view = byID.get(last);
    if (!view || done.has(last) || hidden.has(last)) return;
    done.add(last);
    order.push(view);
  };
  for (const view of all) add(view.id);
  return order;
}

// askFields is the request that a turn of the log was asked with.
export function askFields(turn: Turn, user: string, conversation: string): Ask {
  return {
    user_id: user, request_id: turn.request_id, request_time: turn.request_time, type: turn.type, body: turn.body,
    conv_type: turn.conv_type, rag_type: turn.rag_type ?? "", function_type: turn.function_type ?? "", conversation,
    ...(turn.documents && { documents: turn.documents }),
  };
}
