import type { Source, Verdict } from "../api/wire";

// Range is a stretch of a text, in UTF-16 code units.
export interface Range {
  start: number;
  end: number;
}

// evidenceAt is what of a source bears out the sentence that a citation stands in, in bytes of the document's text.
// occurrence counts the answer's citations with that number from 0. Nothing is guessed: without a verdict there is none.
export function evidenceAt(answer: string, verdicts: readonly Verdict[], number: number, occurrence: number): readonly Range[] {
  const at = citationAt(answer, number, occurrence);
  if (at < 0) return [];
  const verdict = verdicts.find((v) => v.start <= at && at < v.end);
  if (verdict?.verdict !== "supported") return [];
  return (verdict.evidence ?? []).filter((e) => e.source === number);
}

function citationAt(answer: string, number: number, occurrence: number): number {
  const mark = `[${number}]`;
  let at = -1;
  for (let i = 0; i <= occurrence; i++) {
    at = answer.indexOf(mark, at + 1);
    if (at < 0) return -1;
  }
  return at;
}

// inPassage turns ranges in bytes of a document's text into ranges of the passage that a source is.
export function inPassage(source: Source, passage: string, ranges: readonly Range[]): Range[] {
  const base = source.start ?? 0;
  return inText(passage, base, ranges.filter((r) => r.start >= base && unitsOf(passage, r.end - base) >= 0));
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
  return (text + answer.slice(from)).replace(/\n{3,}/g, "\n\n").trim();
}
