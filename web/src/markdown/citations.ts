import type { Parents, PhrasingContent, Root, Text } from "mdast";

// The nodes that citations become: a number, drawn as a button by Markdown.tsx, and the word before it with its numbers, which
// a line break must not part.
interface Citation {
  type: "citation";
  value: string;
  data: { hName: "cite"; hProperties: { dataNumber: string } };
}
interface Cited {
  type: "cited";
  children: PhrasingContent[];
  data: { hName: "span"; hProperties: { className: string } };
}
declare module "mdast" {
  interface PhrasingContentMap {
    citation: Citation;
    cited: Cited;
  }
  interface RootContentMap {
    citation: Citation;
    cited: Cited;
  }
}

const mark = /\s*\[(\d{1,3})\]/g;
const longestWord = 14; // characters that a line may keep together with a number

// remarkCitations turns [n] in running text into citations, where n is a source's number. Code and links are left alone,
// and so is a number that no source has.
export function remarkCitations(options: { known: ReadonlySet<number> }) {
  return (tree: Root) => walk(tree, options.known);
}

function walk(parent: Parents, known: ReadonlySet<number>): void {
  for (let i = 0; i < parent.children.length; i++) {
    const child = parent.children[i]!;
    if (child.type === "text") {
      const parts = split(child, known);
      if (parts) {
        (parent.children as PhrasingContent[]).splice(i, 1, ...parts);
        i += parts.length - 1;
      }
    } else if ("children" in child && child.type !== "link" && child.type !== "linkReference") {
      walk(child as Parents, known);
    }
  }
}

function split(node: Text, known: ReadonlySet<number>): PhrasingContent[] | null {
  const parts: PhrasingContent[] = [];
  let from = 0;
  for (const match of node.value.matchAll(mark)) {
    const number = Number(match[1]);
    if (!known.has(number)) continue;
    cite(parts, node.value.slice(from, match.index), number);
    from = match.index + match[0].length;
  }
  if (from === 0) return null;
  if (from < node.value.length) parts.push({ type: "text", value: node.value.slice(from) });
  return parts;
}

function cite(parts: PhrasingContent[], text: string, number: number): void {
  const citation: Citation = { type: "citation", value: String(number), data: { hName: "cite", hProperties: { dataNumber: String(number) } } };
  const last = parts.at(-1);
  if (text === "" && last?.type === "cited") {
    last.children.push(citation);
    return;
  }
  const word = /\S+$/.exec(text)?.[0] ?? "";
  const kept = word.length <= longestWord ? word : "";
  if (text.length > kept.length) parts.push({ type: "text", value: text.slice(0, text.length - kept.length) });
  parts.push({
    type: "cited", data: { hName: "span", hProperties: { className: "cited" } },
    children: kept === "" ? [citation] : [{ type: "text", value: kept }, citation],
  });
}

// withoutCitations removes the marks, for what is read aloud or copied as plain text.
export function withoutCitations(markdown: string): string {
  return markdown.replace(mark, "");
}

// plainText is Markdown read as a sentence: for announcements and titles, not for display.
export function plainText(markdown: string): string {
  return withoutCitations(markdown)
    .replace(/```[\s\S]*?(```|$)/g, " ")
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/^[ \t]*[#>|*+-]+[ \t]*/gm, "")
    .replace(/[*_`~|]+/g, "")
    .replace(/\s+/g, " ")
    .trim();
}
