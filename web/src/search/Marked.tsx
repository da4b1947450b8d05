import { Fragment } from "react";
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
  const gap = first <= lead ? -1 : text.slice(first - lead).search(/\s/);
  const from = gap < 0 ? 0 : first - lead + gap + 1;
  if (from === 0 || from > first) return { text, marks };
  return { text: `…${text.slice(from)}`, marks: (marks ?? []).map((m) => ({ start: m.start - from + 1, end: m.end - from + 1 })) };
}

// linesOf cuts a snippet at its line breaks.
export function linesOf({ text, marks }: Snippet): Snippet[] {
  let at = 0;
  return text.split("\n").map((line) => {
    const from = at;
    at += line.length + 1;
    const own = (marks ?? []).filter((m) => m.start < from + line.length && m.end > from);
    return { text: line, marks: own.map((m) => ({ start: Math.max(0, m.start - from), end: Math.min(line.length, m.end - from) })) };
  });
}

// isRow reports whether a passage is a row of a sheet: a line for each cell, with the name of its column.
export const isRow = (p: { name: string; line?: number }): boolean => /\.(csv|xlsx?)$/i.test(p.name) && (p.line ?? 0) > 0;

// RowCells shows a row's cells with the names of their columns.
export function RowCells({ snippet }: { snippet: Snippet }) {
  return (
    <dl className="row-cells">
      {linesOf(snippet).map((line, i) => {
        const colon = line.text.indexOf(": ");
        const name = colon > 0 ? line.text.slice(0, colon) : "";
        const from = name === "" ? 0 : colon + 2;
        const inside = (part: Snippet["marks"], begin: number, end: number) =>
          (part ?? []).filter((m) => m.start < end && m.end > begin).map((m) => ({ start: Math.max(begin, m.start) - begin, end: Math.min(end, m.end) - begin }));
        return (
          <div key={i}>
            {name !== "" && (
              <dt>
                <Marked snippet={{ text: name, marks: inside(line.marks, 0, colon) }} />
              </dt>
            )}
            <dd>
              <Marked snippet={{ text: line.text.slice(from), marks: inside(line.marks, from, line.text.length) }} />
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

// OneLine shows a snippet's lines in one.
export function OneLine({ snippet }: { snippet: Snippet }) {
  return linesOf(snippet).map((line, i) => (
    <Fragment key={i}>
      {i > 0 && " · "}
      <Marked snippet={line} />
    </Fragment>
  ));
}
