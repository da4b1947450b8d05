import type { Snippet } from "../api/wire";

// pieces cuts a snippet into its marked and unmarked parts, in order.
export function pieces({ text, marks }: Snippet): { text: string; marked: boolean }[] {
  const all: { text: string; marked: boolean }[] = [];
  let at = 0;
  for (const mark of marks ?? []) {
    if (mark.start > at) all.push({ text: text.slice(at, mark.start), marked: false });
    all.push({ text: text.slice(mark.start, mark.end), marked: true });
    at = mark.end;
  }
  if (at < text.length) all.push({ text: text.slice(at), marked: false });
  return all;
}

// Marked shows a snippet with the matching words lit.
export function Marked({ snippet }: { snippet: Snippet }) {
  return pieces(snippet).map((piece, i) => (piece.marked ? <mark key={i}>{piece.text}</mark> : piece.text));
}

const lead = 12; // characters before the first match that a line as short as a phone's shows

// near is a snippet that begins shortly before its first mark, at a word, for lines that show only its beginning.
export function near({ text, marks }: Snippet): Snippet {
  const first = marks?.[0]?.start ?? 0;
  const from = first <= lead ? 0 : text.indexOf(" ", first - lead) + 1;
  if (from === 0 || from > first) return { text, marks };
  return { text: `…${text.slice(from)}`, marks: (marks ?? []).map((m) => ({ start: m.start - from + 1, end: m.end - from + 1 })) };
}
