import type { FoundPassage } from "../api/wire";
import type { Passage } from "../app/router";
import { isRow } from "./Marked";

const mostLit = 8; // words in an address

// placeOf is where a found passage stands in its document, with what is lit there: the words that were found, or else the
// whole row of a sheet.
export function placeOf(p: FoundPassage): Passage {
  const whole = isRow(p) ? [{ start: p.start, end: p.end }] : [];
  const lit = (p.lit ?? []).slice(0, mostLit);
  return { document: p.document, version: p.version, start: p.start, end: p.end, lit: lit.length > 0 ? lit : whole };
}
