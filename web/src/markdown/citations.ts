import type { Parents, PhrasingContent, Root, Text } from "mdast";

// The node that a citation becomes; Markdown.tsx draws it as a button.
declare module "mdast" {
  interface PhrasingContentMap {
    citation: { type: "citation"; value: string; data: { hName: string; hProperties: Record<string, string> } };
  }
  interface RootContentMap {
    citation: { type: "citation"; value: string; data: { hName: string; hProperties: Record<string, string> } };
  }
}

const mark = /\s*\[(\d{1,3})\]/g;

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
      walk(child, known);
    }
  }
}

function split(node: Text, known: ReadonlySet<number>): PhrasingContent[] | null {
  const parts: PhrasingContent[] = [];
  let from = 0;
  for (const match of node.value.matchAll(mark)) {
    const number = Number(match[1]);
    if (!known.has(number)) continue;
    if (match.index > from) parts.push({ type: "text", value: node.value.slice(from, match.index) });
    parts.push({ type: "citation", value: String(number), data: { hName: "cite", hProperties: { dataNumber: String(number) } } });
    from = match.index + match[0].length;
  }
  if (from === 0) return null;
  if (from < node.value.length) parts.push({ type: "text", value: node.value.slice(from) });
  return parts;
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
