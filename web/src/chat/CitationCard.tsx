import { useLayoutEffect, useRef, useState } from "react";
import type { Source } from "../api/wire";
import { useT, type Key } from "../i18n";
import { bestSentence, claimOf, type Range } from "../source/sentences";

export interface Hovered {
  anchor: HTMLElement;
  source: Source;
  answer: string; // that the number stands in
  occurrence: number; // which of the answer's citations with this number, from 0
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
  const claim = claimOf(hovered.answer, source.number, hovered.occurrence);
  return (
    <div className="citation-card" id="citation-card" role="tooltip" ref={card} style={{ width, ...(at ?? { left: 0, top: 0, visibility: "hidden" }) }}>
      <header>
        <b>{source.title || source.name || t("source.gone")}</b>
        {source.page ? <span>{t("source.page", { page: source.page })}</span> : null}
      </header>
      {source.deleted ? (
        <p>{t("source.deleted")}</p>
      ) : source.outdated ? (
        <p>{t("source.outdated")}</p>
      ) : (
        <p className="excerpt">
          <Marked text={excerpt(source.translation || source.excerpt, claim)} claim={claim} />
        </p>
      )}
    </div>
  );
}

const longest = 280; // characters of a passage that a card shows

// excerpt cuts a passage around the sentence that the claim rests on.
function excerpt(passage: string, claim: string): string {
  if (passage.length <= longest) return passage;
  const range = bestSentence(passage, claim);
  const from = range && range.start > longest / 3 ? range.start - 60 : 0;
  const text = passage.slice(Math.max(0, from), Math.max(0, from) + longest);
  return `${from > 0 ? "…" : ""}${text.trim()}…`;
}

// Marked is a passage with the sentence that a claim rests on highlighted.
export function Marked({ text, claim }: { text: string; claim: string }) {
  const range: Range | null = claim ? bestSentence(text, claim) : null;
  if (!range) return <>{text}</>;
  return (
    <>
      {text.slice(0, range.start)}
      <mark>{text.slice(range.start, range.end)}</mark>
      {text.slice(range.end)}
    </>
  );
}

const stores: Record<string, Key> = {
  local: "store.local", faiss: "store.faiss", opensearch: "store.opensearch", kendra: "store.kendra", web: "store.web",
};

// storeKey is the sentence that names a store; "" for one that has no name here.
export function storeKey(store: string): Key | "" {
  return stores[store] ?? "";
}
