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
