import type { Definition, Nodes, Parents, PhrasingContent, Root } from "mdast";
import type { Node } from "unist";
import type { Block } from "./blocks";

// A link's definition, on a line of its own. It counts where it leads to the web or to mail: "[1]: 휴가 규정" is a note that
// belongs to the answer, and a number is always a source's.
const definitionLine = /^ {0,3}\[(?!\^|\d{1,3}\])[^[\]\n]+\]:[ \t]*<?(?:https?:\/\/|mailto:)\S+.*$/gim;
const counts = (d: Definition) => /^(?:https?:\/\/|mailto:)/i.test(d.url) && !/^(?:\^|\d{1,3}$)/.test(d.label ?? d.identifier);

// definitionsOf gives the lines of an answer that define links. Blocks are drawn one by one, and a definition mostly stands
// at the answer's end. While the answer grows, it is the same string until another definition is there.
export function definitionsOf(blocks: readonly Block[]): string {
  let all = "";
  for (const block of blocks) {
    if (block.code || !block.text.includes("]:")) continue;
    for (const [line] of block.text.matchAll(definitionLine)) all += `${line.trim()}\n`;
  }
  return all;
}

// mayRefer tells blocks that may use a definition from those that need not be drawn again when one comes.
export function mayRefer(text: string): boolean {
  return /\[[^\]]+\](?!\(|:)/.test(text.replace(/\[\d{1,3}\]/g, ""));
}

// remarkDefinitions puts definitions that lead nowhere, and what refers to them, back as the text that was written.
export function remarkDefinitions() {
  return (tree: Root, source: string) => {
    const kept = new Set<string>();
    const dropped = new Set<string>();
    for (const node of definitions(tree)) (counts(node) ? kept : dropped).add(node.identifier);
    restore(tree, source, new Set([...dropped].filter((id) => !kept.has(id))));
  };
}

function* definitions(parent: Parents): Generator<Definition> {
  for (const child of parent.children) {
    if (child.type === "definition") yield child;
    else if ("children" in child) yield* definitions(child);
  }
}

function restore(parent: Parents, source: string, dropped: ReadonlySet<string>): void {
  if (dropped.size === 0) return;
  parent.children = parent.children.flatMap((child): Nodes[] => {
    if ("children" in child) restore(child, source, dropped);
    if (child.type === "definition" && dropped.has(child.identifier)) return [{ type: "paragraph", children: [written(child, source)] }];
    if (child.type === "imageReference" && dropped.has(child.identifier)) return [written(child, source)];
    if (child.type !== "linkReference" || !dropped.has(child.identifier)) return [child];
    // what stands between the brackets may hold marks of its own
    const rest = child.referenceType === "full" ? `][${child.label ?? child.identifier}]` : child.referenceType === "collapsed" ? "][]" : "]";
    return [text("["), ...child.children, text(rest)];
  }) as typeof parent.children;
  join(parent);
}

const text = (value: string): PhrasingContent => ({ type: "text", value });
const written = (node: Node, source: string) => text(source.slice(node.position?.start.offset ?? 0, node.position?.end.offset ?? 0));

// join makes neighbouring texts one, since a citation is found in one text.
function join(parent: Parents): void {
  const children: Nodes[] = [];
  for (const child of parent.children) {
    const last = children.at(-1);
    if (child.type === "text" && last?.type === "text") last.value += child.value;
    else children.push(child);
  }
  parent.children = children as typeof parent.children;
}
