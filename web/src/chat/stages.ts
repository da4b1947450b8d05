import type { Stage } from "../api/wire";
import type { Key, Translate } from "../i18n";
import type { TurnView } from "./view";

const doing: Record<string, Key> = {
  revise: "stage.revise", translate: "stage.translate", retrieve: "stage.retrieve", select: "stage.select", web: "stage.web",
  read: "stage.read", summarise: "stage.summarise", answer: "stage.answer", speech: "stage.speech",
};

// activity says what is happening in a turn that has no text yet.
export function activity(view: TurnView, t: Translate): string {
  if (view.stopping) return t("stage.stopping");
  if (view.phase === "unsent") return t("stage.sending");
  const stage = view.stages.at(-1);
  if (!stage) return t("stage.waiting");
  return sentence(stage, t);
}

// knowledge says what the search has found so far, and from when the sources are known what the answer rests on; "" before
// that.
export function knowledge(view: TurnView, t: Translate): string {
  if (view.sources.length > 0) return summary(view, t); // the number that stays
  const retrieved = view.stages.find((s) => s.name === "retrieve" && s.passages);
  if (!retrieved?.passages) return "";
  return retrieved.stores && retrieved.stores > 1
    ? t("stage.retrieved", { stores: retrieved.stores, passages: retrieved.passages })
    : t("stage.found", { count: retrieved.passages });
}

function sentence(stage: Stage, t: Translate): string {
  if (stage.name === "select" && stage.passages) return t("stage.selected", { passages: stage.passages });
  if (stage.name === "summarise" && stage.total) return t("stage.summarised", { done: stage.done ?? 0, total: stage.total });
  const key = doing[stage.name];
  return key ? t(key) : t("stage.waiting");
}

// summary is the line above a finished answer: how many sources it rests on, and where they were found. Documents that only
// come nearest are nothing to rest on.
export function summary(view: TurnView, t: Translate): string {
  const count = view.sources.length;
  if (count === 0 || view.sources[0]?.related) return "";
  const documents = new Set(view.sources.map((s) => s.document ?? s.url ?? s.name)).size;
  return documents === 1 ? t("stage.foundInOne", { count }) : t("stage.foundIn", { count, documents });
}
