import { useLayoutEffect, useRef, useState } from "react";
import type { Source } from "../api/wire";
import { useT, type Key } from "../i18n";
import { inPassage, pageOf, type Range } from "../source/evidence";
import { isRow, RowCells } from "../search/Marked";
import { goneKey, namelessKey } from "../source/gone";

export interface Hovered {
  anchor: HTMLElement;
  source: Source;
  evidence: readonly Range[]; // what bears out the sentence that the number stands in, in bytes of the document's text
}

const width = 340;
const gap = 8;

// CitationCard shows the passage behind the number that the pointer or the focus is on. There is one for the whole
// conversation, since answers hold many numbers.
export default function CitationCard({ hovered }: { hovered: Hovered }) {
  const t = useT();
  const card = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState<{ left: number; top: number } | null>(null);
  useLayoutEffect(() => {
    const box = hovered.anchor.getBoundingClientRect();
    const height = card.current?.offsetHeight ?? 0;
    const left = Math.max(gap, Math.min(box.left + box.width / 2 - width / 2, innerWidth - width - gap));
    const below = box.bottom + gap + height <= innerHeight;
    setAt({ left, top: below ? box.bottom + gap : Math.max(gap, box.top - gap - height) });
    hovered.anchor.setAttribute("aria-describedby", "citation-card");
    return () => hovered.anchor.removeAttribute("aria-describedby");
  }, [hovered]);
  const { source } = hovered;
  const gone = goneKey(source);
  const page = pageOf(source, hovered.evidence);
  const lit = inPassage(source, source.excerpt, hovered.evidence);
  const row = !source.translation && source.excerpt.length <= longest && isRow(source);
  const shown = excerpt(source.translation || source.excerpt, source.translation ? [] : lit);
  return (
    <div className="citation-card" id="citation-card" role="tooltip" ref={card} style={{ width, ...(at ?? { left: 0, top: 0, visibility: "hidden" }) }}>
      <header>
        <b>{source.title || source.name || t(namelessKey(source))}</b>
        {source.sample && <span className="tag">{t("source.sample")}</span>}
        {page > 0 && <span>{t("source.page", { page })}</span>}
      </header>
      {gone ? (
        <p>{t(gone)}</p>
      ) : row ? (
        <RowCells snippet={{ text: source.excerpt, marks: [...lit] }} />
      ) : (
        <p className="excerpt">
          <Marked {...shown} />
        </p>
      )}
    </div>
  );
}

const longest = 280; // characters of a passage that a card shows

// excerpt cuts a passage around the first sentence of the evidence. Its lines run on: headings and empty lines would fill the
// card before the evidence begins.
export function excerpt(whole: string, ranges: readonly Range[]): { text: string; ranges: readonly Range[] } {
  const passage = whole.replaceAll("\n", " "); // as long as before, so that the ranges fit
  if (passage.length <= longest) return { text: passage, ranges };
  const first = ranges[0]?.start ?? 0;
  const from = first > longest / 3 ? first - 60 : 0;
  const before = from > 0 ? "…" : "";
  const moved = ranges
    .map((r) => ({ start: Math.max(from, r.start) - from + before.length, end: Math.min(from + longest, r.end) - from + before.length }))
    .filter((r) => r.end > r.start);
  return { text: `${before}${passage.slice(from, from + longest)}…`, ranges: moved };
}

// Marked is a text with the ranges that bear a sentence out highlighted.
export function Marked({ text, ranges }: { text: string; ranges: readonly Range[] }) {
  const parts = [];
  let from = 0;
  for (const r of ranges) {
    if (r.start < from) continue;
    parts.push(text.slice(from, r.start), <mark key={r.start}>{text.slice(r.start, r.end)}</mark>);
    from = r.end;
  }
  return (
    <>
      {parts}
      {text.slice(from)}
    </>
  );
}

const stores: Record<string, Key> = {
  local: "store.local", faiss: "store.faiss", opensearch: "store.opensearch", kendra: "store.kendra",
  bedrock: "store.bedrock", s3vectors: "store.s3vectors", web: "store.web",
};

// storeKey is the sentence that names a store; "" for one that has no name here.
export function storeKey(store: string): Key | "" {
  return stores[store] ?? "";
}
