// Range is a stretch of a text, in UTF-16 code units.
export interface Range {
  start: number;
  end: number;
}

// sentences cuts a text where Korean and English sentences end: at . ? ! 。 and closing quotes, and at line ends. A number's
// or a list mark's point ends nothing.
export function sentences(text: string): Range[] {
  const found: Range[] = [];
  let start = 0;
  const push = (end: number) => {
    let from = start;
    while (from < end && /\s/.test(text[from] as string)) from++;
    let to = end;
    while (to > from && /\s/.test(text[to - 1] as string)) to--;
    if (to > from) found.push({ start: from, end: to });
    start = end;
  };
  for (let i = 0; i < text.length; i++) {
    const c = text[i] as string;
    if (c === "\n") {
      push(i + 1);
    } else if (c === "。" || c === "!" || c === "?" || (c === "." && endsHere(text, i))) {
      let end = i + 1;
      while (end < text.length && /["'”’」』)\]]/.test(text[end] as string)) end++;
      push(end);
      i = end - 1;
    }
  }
  push(text.length);
  return found;
}

function endsHere(text: string, at: number): boolean {
  const next = text[at + 1] ?? " ";
  const before = text.slice(Math.max(0, at - 4), at);
  if (/(^|[\s(])(\d{1,3}|[가-하]|No)$/.test(before)) return false;
  return /[\s"'”’」』)\]]/.test(next) || (/[다요]$/.test(before) && /[가-힣]/.test(next));
}

// bestSentence finds the sentence of a passage that a claim rests on most likely: the one that shares most of its
// character pairs. null if none shares enough to point at it.
export function bestSentence(passage: string, claim: string): Range | null {
  const wanted = pairs(claim);
  if (wanted.size === 0) return null;
  let best: Range | null = null;
  let bestScore = 0.18; // below this share of pairs in common, pointing would mislead
  for (const range of sentences(passage)) {
    const has = pairs(passage.slice(range.start, range.end));
    if (has.size === 0) continue;
    let common = 0;
    for (const pair of has) if (wanted.has(pair)) common++;
    const score = (2 * common) / (has.size + wanted.size);
    if (score > bestScore) [best, bestScore] = [range, score];
  }
  return best;
}

function pairs(text: string): Set<string> {
  const letters = text.normalize("NFC").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "");
  const found = new Set<string>();
  for (let i = 0; i + 1 < letters.length; i++) found.add(letters.slice(i, i + 2));
  return found;
}

// claimOf is the sentence of an answer that a citation stands after. occurrence counts the citations with that number
// from 0.
export function claimOf(answer: string, number: number, occurrence: number): string {
  const mark = `[${number}]`;
  let at = -1;
  for (let i = 0; i <= occurrence; i++) {
    const next = answer.indexOf(mark, at + 1);
    if (next < 0) break;
    at = next;
  }
  if (at < 0) return "";
  const before = answer.slice(0, at).replace(/(\s*\[\d{1,3}\])+$/, "");
  const line = before.slice(before.lastIndexOf("\n") + 1);
  const last = sentences(line.replace(/\[\d{1,3}\]/g, "")).at(-1);
  return last ? line.replace(/\[\d{1,3}\]/g, "").slice(last.start, last.end) : "";
}
