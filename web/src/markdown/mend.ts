// mend completes the last block of an answer that is still arriving, so that half-written marks don't flicker: an open
// emphasis or code span is closed, the beginning of a citation, link or table waits until it is whole.
export function mend(block: string): string {
  const text = block.replace(/\s*\[\d{0,3}$/, "").replace(/!?\[([^\]\n]*)\]\([^)\n]*$/, "$1");
  const table = waitingTable(text);
  if (table !== null) return table;
  return closeMarks(wholeRows(text));
}

// waitingTable hides a table's head until the line below it says that it is one.
function waitingTable(text: string): string | null {
  const lines = text.split("\n");
  const first = lines.findIndex((line) => line.trimStart().startsWith("|"));
  if (first < 0 || lines.length > first + 2) return null;
  const below = lines[first + 1]?.trim() ?? "";
  if (/^\|?(\s*:?-+:?\s*\|)+(\s*:?-+:?\s*)?$/.test(below) && columns(below) >= columns(lines[first] as string)) return null;
  if (below !== "" && !/^[|:\-\s]+$/.test(below)) return null;
  return lines.slice(0, first).join("\n");
}

// wholeRows hides a table's last row until it is complete, and the head until there is a row: with every word of a row the
// columns would take other widths.
function wholeRows(text: string): string {
  const lines = text.split("\n");
  const head = lines.findIndex((line, i) => line.trimStart().startsWith("|") && /^\|?(\s*:?-+:?\s*\|)+(\s*:?-+:?\s*)?$/.test((lines[i + 1] ?? "").trim()));
  if (head < 0) return text;
  const rows = lines.slice(head + 2, -1).filter((line) => line.trim() !== "");
  if (rows.length === 0) return lines.slice(0, head).join("\n");
  return lines.at(-1)?.trim() === "" ? text : lines.slice(0, -1).join("\n");
}

function columns(line: string): number {
  return line.trim().replace(/^\||\|$/g, "").split("|").length;
}

function closeMarks(text: string): string {
  const ticks = (text.match(/`/g) ?? []).length;
  if (ticks % 2 === 1) return text.endsWith("`") ? text.slice(0, -1) : `${text}\``;
  const prose = text.replace(/`[^`]*`/g, (span) => "x".repeat(span.length));
  for (const mark of ["**", "~~"]) {
    if (prose.split(mark).length % 2 !== 0) continue;
    if (prose.endsWith(mark)) return text.slice(0, -mark.length);
    const open = prose.lastIndexOf(mark);
    if (/^\s|\n\n/.test(prose.slice(open + mark.length))) continue; // "네~~ 좋아요" opens nothing
    const trimmed = text.replace(/\s+$/, "").replace(/([^*])\*$/, "$1"); // the first half of a closing **
    return trimmed + mark;
  }
  return text;
}
