import type { Verdict } from "../api/wire";
import type { InlineCode, Parents, PhrasingContent, Root, Text } from "mdast";

// Doubt is a sentence of an answer that no source bears out, in UTF-16 code units.
export interface Doubt {
  start: number;
  end: number;
  reason: string;
}

// doubtsOf are the sentences that no source bears out.
export function doubtsOf(verdicts: readonly Verdict[]): Doubt[] {
  return verdicts.filter((v) => v.verdict === "unsupported").map((v) => ({ start: v.start, end: v.end, reason: v.reason ?? "" }));
}

interface Doubted {
  type: "doubted";
  children: PhrasingContent[];
  data: { hName: "span"; hProperties: { className: string } };
}
interface DoubtMark {
  type: "doubtMark";
  value: string;
  data: { hName: "q"; hProperties: { dataReason: string } };
}
declare module "mdast" {
  interface PhrasingContentMap {
    doubted: Doubted;
    doubtMark: DoubtMark;
  }
  interface RootContentMap {
    doubted: Doubted;
    doubtMark: DoubtMark;
  }
}

// doubtsWithin writes the doubts of a stretch of an answer, counted from its beginning, as a string: what is drawn is
// drawn again only when it changes.
export function doubtsWithin(doubts: readonly Doubt[], from: number, to: number): string {
  return doubts
    .filter((d) => d.start < to && d.end > from)
    .map((d) => `${Math.max(0, d.start - from)} ${d.end - from} ${d.reason}`)
    .join("\n");
}

// shifted are those of written doubts that lie in a stretch of length from at on, counted from there.
export function shifted(doubts: string, at: number, length: number): string {
  return doubts === "" ? "" : doubtsWithin(read(doubts), at, at + length);
}

function read(doubts: string): Doubt[] {
  return doubts.split("\n").map((line) => {
    const [start = "", end = "", reason = ""] = line.split(" ");
    return { start: Number(start), end: Number(end), reason };
  });
}

// remarkDoubts puts the text of doubted sentences into spans, with a mark behind the last piece of each. It must come
// before plugins that make nodes without a position.
export function remarkDoubts({ doubts }: { doubts: string }) {
  return (tree: Root) => {
    if (doubts === "") return;
    for (const doubt of read(doubts)) {
      const last = walk(tree, doubt, null);
      last?.children.push({ type: "doubtMark", value: "", data: { hName: "q", hProperties: { dataReason: doubt.reason } } });
    }
  };
}

function walk(parent: Parents, doubt: Doubt, last: Doubted | null): Doubted | null {
  for (let i = 0; i < parent.children.length; i++) {
    const child = parent.children[i]!;
    if (child.type === "text" || child.type === "inlineCode") {
      const parts = child.type === "text" ? cut(child, doubt) : whole(child, doubt);
      if (!parts) continue;
      (parent.children as PhrasingContent[]).splice(i, 1, ...parts);
      i += parts.length - 1;
      last = parts.find((p): p is Doubted => p.type === "doubted") ?? last;
    } else if ("children" in child && child.type !== "doubted") {
      last = walk(child as Parents, doubt, last);
    }
  }
  return last;
}

function doubted(children: PhrasingContent[]): Doubted {
  return { type: "doubted", children, data: { hName: "span", hProperties: { className: "doubted" } } };
}

function whole(node: InlineCode, doubt: Doubt): PhrasingContent[] | null {
  const start = node.position?.start.offset ?? -1;
  return start >= doubt.start && start < doubt.end ? [doubted([node])] : null;
}

// cut takes the part of a text that a doubt covers. A text with escapes in it is longer in the source; it is taken whole.
function cut(node: Text, doubt: Doubt): PhrasingContent[] | null {
  const start = node.position?.start.offset ?? -1;
  const end = node.position?.end.offset ?? -1;
  if (start < 0 || start >= doubt.end || end <= doubt.start) return null;
  if (end - start !== node.value.length) return [doubted([node])];
  const from = Math.max(0, doubt.start - start);
  const to = Math.min(node.value.length, doubt.end - start);
  if (node.value.slice(from, to).trim() === "") return null;
  const piece = (a: number, b: number): Text => ({
    type: "text", value: node.value.slice(a, b),
    position: { start: { line: 0, column: 0, offset: start + a }, end: { line: 0, column: 0, offset: start + b } },
  });
  const parts: PhrasingContent[] = [];
  if (from > 0) parts.push(piece(0, from));
  parts.push(doubted([piece(from, to)]));
  if (to < node.value.length) parts.push(piece(to, node.value.length));
  return parts;
}
