import type { Pulse } from "../api/queries";
import type { Document as DocumentEntry } from "../api/wire";
import { formatPercent, type Language, type Translate } from "../i18n";

// share is how much of a document's work is done, between 0 and 1; null if it can't be known.
export function share(document: DocumentEntry): number | null {
  const progress = document.progress;
  if (!progress || progress.total <= 0) return null;
  return Math.min(1, progress.done / progress.total);
}

// stateText says what is happening to a document.
export function stateText(document: DocumentEntry, t: Translate, language: Language): string {
  if (document.state !== "reading") return t(`state.${document.state}`);
  const progress = document.progress;
  if (progress?.unit === "reader") return t("state.preparing");
  if (!progress || progress.total <= 0) return t("state.reading");
  if (progress.unit === "page") return t("state.readingPages", { done: progress.done, total: progress.total });
  if (progress.unit === "row") return t("state.readingRows", { done: progress.done, total: progress.total });
  if (progress.unit === "function") return t("state.readingFunctions", { done: progress.done, total: progress.total });
  return t("state.readingPercent", { percent: formatPercent(progress.done, progress.total, language) });
}

// extent says how long a document is: its pages where it has them, otherwise its pieces.
export function extent(document: DocumentEntry, t: Translate): string {
  if (document.pages) return t("docs.pages", { count: document.pages });
  if (document.chunks) return t("docs.chunks", { count: document.chunks });
  return "";
}

// news lists what matters about documents now, each once: two that are being worked on, one that failed, then those that
// came last. The lists are read one after the other, so a document may stand in two of them while its state changes; then
// the first one holds.
export function news(pulse: Pulse | undefined, recent: readonly DocumentEntry[] | undefined): DocumentEntry[] {
  const all = [...(pulse?.moving ?? []).slice(0, 2), ...(pulse?.failed ?? []).slice(0, 1), ...(recent ?? [])];
  const moving = new Set(pulse?.moving.map((d) => d.key));
  const seen = new Set<string>();
  return all.filter((d) => {
    if (seen.has(d.key) || (d.state === "ready" && moving.has(d.key))) return false;
    seen.add(d.key);
    return true;
  });
}
