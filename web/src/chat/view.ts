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
  link: string; // path that opens the answer for colleagues; "": it has none
  sentences: readonly string[]; // paths of the spoken sentences, while the page follows the turn
  speech: string; // path of the recording of the whole; "": none is known
  debug: string;
  problem: { message: string; retry: boolean } | null;
  extractive: boolean;
  trace: Trace | null;
  replaces: string;
  parent: string; // the turn that this one follows; "": the one before
  stopping: boolean;
  again: boolean; // the server died in the answer, which begins anew
  time: string;
}

// withoutModel are the codes of notices of an answer that no model wrote.
const withoutModel = new Set(["extractive", "model_unreachable", "model_busy"]);

const none: readonly string[] = [];

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
    notices: turn.notices ?? [], link: turn.link ?? "", sentences: none, speech: turn.speech ?? "", debug: "",
    problem: failed ? { message: turn.failure?.message ?? "", retry: turn.failure?.retry ?? true } : null,
    extractive: turn.extractive ?? false, trace: turn.trace ?? null, replaces: turn.replaces ?? "", parent: turn.parent ?? "", stopping: false, again: false, time: turn.time,
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
    sources: live.sources, verdicts: logged?.verdicts ?? live.verdicts, stages: live.stages, notices: live.notices, link: logged?.link ?? "", sentences: live.sentences, speech: live.speech, debug: live.debug,
    problem: logged?.problem ?? (live.phase === "failed" ? { message: live.error?.message ?? "", retry: live.error?.retry ?? true } : null),
    extractive: logged?.extractive ?? live.notices.some((n) => withoutModel.has(n.code)), trace: logged?.trace ?? null,
    replaces: live.ask.replaces ?? "", parent: live.ask.parent ?? "", stopping: live.stopping, again: live.again > 0, time: logged?.time ?? "",
  };
  fromPage.set(live, view);
  return view;
}

function modeFields(r: { type: string; conv_type: string; rag_type?: string; function_type?: string }): TurnView["mode"] {
  return { type: r.type, conv_type: r.conv_type, rag_type: r.rag_type ?? "", function_type: r.function_type ?? "" };
}

// Shown is a turn of a conversation, with the others that were asked in its place.
export interface Shown {
  view: TurnView;
  versions: readonly string[]; // of the same place, the oldest first; this turn is one of them
}

// Choice says which version is shown, by the first one of its place. The newest is shown where nothing was chosen.
export type Choice = Readonly<Record<string, string>>;

// arrange puts a conversation in order: the log's turns, and what is under way. Turns that take the place of others are
// versions of one place. What was asked after an edited question goes on from the question that it followed, so that an
// edit begins a branch; an answer that was asked for again keeps what followed.
export function arrange(log: readonly Turn[], live: readonly LiveTurn[], choice: Choice = {}): Shown[] {
  const lives = new Map(live.map((l) => [l.id, l]));
  const logged = new Set(log.map((t) => t.request_id));
  const all = [
    ...log.map((t) => {
      const own = lives.get(t.request_id);
      return own ? viewLive(own) : viewTurn(t);
    }),
    ...live.filter((l) => !logged.has(l.id)).map(viewLive),
  ];
  const byID = new Map(all.map((v) => [v.id, v]));
  const root = (id: string) => {
    for (const seen = new Set<string>(); !seen.has(id); ) {
      seen.add(id);
      const before = byID.get(id)?.replaces ?? "";
      if (byID.has(before)) id = before;
    }
    return id;
  };
  const places = new Map<string, TurnView[]>(); // by the first version
  for (const view of all) {
    const first = root(view.id);
    const versions = places.get(first);
    if (versions) versions.push(view);
    else places.set(first, [view]);
  }
  const following = follow(all, places, byID, root);
  const order: Shown[] = [];
  const done = new Set<string>();
  const add = (place: string) => {
    if (done.has(place)) return;
    done.add(place);
    const versions = places.get(place) ?? [];
    const view = versions.find((v) => v.id === choice[place]) ?? versions.at(-1);
    if (!view) return;
    order.push({ view, versions: versions.map((v) => v.id) });
    for (const next of following.get(branchOf(place, view)) ?? []) add(next);
  };
  for (const first of following.get("") ?? []) add(first);
  return order;
}

// branchOf names what goes on from a question at a place.
const branchOf = (place: string, view: TurnView) => `${place}\n${view.question}`;

// follow says which places come after each branch; "" has those that come after none.
function follow(all: readonly TurnView[], places: ReadonlyMap<string, readonly TurnView[]>, byID: ReadonlyMap<string, TurnView>, root: (id: string) => string): Map<string, string[]> {
  const following = new Map<string, string[]>();
  let before = ""; // the branch of the newest turn so far
  for (const view of all) {
    const place = root(view.id);
    const first = places.get(place)?.[0] ?? view;
    const parent = byID.get(first.parent);
    if (view === first) {
      const branch = parent && root(parent.id) !== place ? branchOf(root(parent.id), parent) : before;
      following.set(branch, [...(following.get(branch) ?? []), place]);
    }
    before = branchOf(place, view);
  }
  return following;
}

// askFields is the request that a turn of the log was asked with.
export function askFields(turn: Turn, user: string, conversation: string): Ask {
  return {
    user_id: user, request_id: turn.request_id, request_time: turn.request_time, type: turn.type, body: turn.body,
    conv_type: turn.conv_type, rag_type: turn.rag_type ?? "", function_type: turn.function_type ?? "", conversation,
    ...(turn.documents && { documents: turn.documents }), ...(turn.parent && { parent: turn.parent }), ...(turn.replaces && { replaces: turn.replaces }),
  };
}
