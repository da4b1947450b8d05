import type { Source, Verdict } from "../api/wire";

// Range is a stretch of a text, in UTF-16 code units.
export interface Range {
  start: number;
  end: number;
}

// evidenceAt is what of a source bears out the sentence that a citation stands in, in bytes of the document's text.
// occurrence counts the answer's citations with that number from 0; -1 asks for what bears out the first sentence that rests on
// the source. Nothing is guessed: without a verdict there is none.
export function evidenceAt(answer: string, verdicts: readonly Verdict[], number: number, occurrence: number): readonly Range[] {
  const own = (v: Verdict | undefined) => (v?.verdict === "supported" ? (v.evidence ?? []).filter((e) => e.source === number) : []);
  if (occurrence < 0) return verdicts.map(own).find((e) => e.length > 0) ?? [];
  const at = citationsOf(answer, number)[occurrence];
  return at === undefined ? [] : own(verdicts.find((v) => v.start <= at && at < v.end));
}

const code = /```[\s\S]*?(?:```|$)|(`+)(?!`)[\s\S]*?[^`]\1(?!`)/g;

// prose is an answer with blanks for its code, in which no number is a citation.
const prose = (answer: string) => (answer.includes("`") ? answer.replace(code, (text) => " ".repeat(text.length)) : answer);

// citationsOf are the places of an answer where a number is drawn as a citation.
function citationsOf(answer: string, number: number): number[] {
  return [...prose(answer).matchAll(new RegExp(`\\[${number}\\]`, "g"))].map((m) => m.index);
}

// fits says how well each source fits the question, as a share of the one that fits best: 0 to 1. Scores can be compared with
// others of their kind; where only their order means something, there is none.
export function fits(sources: readonly Source[]): ReadonlyMap<number, number> {
  const best = new Map<string, number>();
  for (const s of sources) best.set(s.score_kind, Math.max(best.get(s.score_kind) ?? 0, s.score));
  const shares = sources.map((s) => [s.number, Math.max(0, s.score) / (best.get(s.score_kind) || 1), s.score_kind] as const);
  return new Map(shares.filter(([, , kind]) => kind !== "opaque").map(([number, share]) => [number, share]));
}

// citedIn are the numbers of the sources that an answer cites.
export function citedIn(answer: string, sources: readonly Source[]): ReadonlySet<number> {
  if (sources.length === 0) return new Set();
  const numbers = new Set([...prose(answer).matchAll(/\[(\d{1,3})\]/g)].map((m) => Number(m[1])));
  return new Set(sources.map((s) => s.number).filter((n) => numbers.has(n)));
}

// inWhole is which of an answer's citations of a source a reader sees as the nth one while supportedOnly is shown.
export function inWhole(answer: string, verdicts: readonly Verdict[], number: number, nth: number): number {
  const kept = (at: number) => !verdicts.some((v) => v.verdict !== "supported" && v.start <= at && at < v.end);
  const places = citationsOf(answer, number);
  return places.indexOf(places.filter(kept)[nth] ?? -1);
}

// pageOf is the page of a source that the evidence of a sentence begins on; the source's own without evidence. 0: none.
export function pageOf(source: Source, evidence: readonly Range[]): number {
  const at = evidence[0]?.start;
  const begun = at === undefined ? [] : (source.pages ?? []).filter((p) => p.start <= at);
  return begun.at(-1)?.number ?? source.page ?? 0;
}

// inPassage turns ranges in bytes of a document's text into ranges of the passage that a source is.
export function inPassage(source: Source, passage: string, ranges: readonly Range[]): Range[] {
  const start = source.start ?? 0;
  const base = start - (source.lead ?? 0);
  return inText(passage, base, ranges.filter((r) => r.start >= start && unitsOf(passage, r.end - base) >= 0));
}

// inText turns ranges in bytes of a document's text into ranges of a piece of it that begins at base. What lies outside of
// the piece is left out.
export function inText(text: string, base: number, ranges: readonly Range[]): Range[] {
  const found: Range[] = [];
  for (const range of ranges) {
    const start = range.start <= base ? 0 : unitsOf(text, range.start - base);
    const end = unitsOf(text, range.end - base);
    if (start >= 0 && range.end > base) found.push({ start, end: end < 0 ? text.length : end });
  }
  return found.filter((r) => r.end > r.start).sort((a, b) => a.start - b.start);
}

// unitsOf is how many UTF-16 code units of a text its first bytes are, -1 if it has fewer bytes.
function unitsOf(text: string, bytes: number): number {
  if (bytes < 0) return -1;
  let seen = 0;
  let units = 0;
  for (const character of text) {
    if (seen >= bytes) break;
    seen += byteLength(character.codePointAt(0) as number);
    units += character.length;
  }
  return seen >= bytes ? units : -1;
}

function byteLength(point: number): number {
  return point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
}

// supportedOnly is an answer without the sentences that no source bears out, or that claim nothing.
export function supportedOnly(answer: string, verdicts: readonly Verdict[]): string {
  let text = "";
  let from = 0;
  for (const v of verdicts) {
    if (v.verdict === "supported" || v.start < from) continue;
    text += answer.slice(from, v.start);
    from = v.end;
    const alone = (text === "" || text.endsWith("\n")) && (answer[from] === "\n" || from === answer.length);
    if (alone) from = Math.min(answer.length, from + 1); // its line goes with it: an empty one would end a table
  }
  return (text + answer.slice(from)).replace(emptied, "").replace(/\n{3,}/g, "\n\n").trim();
}

// emptied is a table's head below which no row is left.
const emptied = /^[ \t]*\|.*\n[ \t]*\|[ \t:|-]*-[ \t:|-]*(?:\n(?![ \t]*\|)|$(?![\s\S]))/gm;
