import type { Element, Root as Hast } from "hast";
import type { Root } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { toHast } from "mdast-util-to-hast";
import { remarkAddresses } from "./addresses";
import { remarkBreaks } from "./breaks";
import { markCaret } from "./caret";
import { remarkCitations } from "./citations";
import { remarkDefinitions } from "./definitions";
import { remarkDoubts } from "./doubts";
import { extensions, mdastExtensions } from "./gfm";
import { remarkRows } from "./rows";
import { urlTransform } from "./urls";

interface Options {
  known: ReadonlySet<number>; // the numbers of sources
  doubts: string; // see doubtsWithin
  caret: boolean; // the text is arriving
}

// parse reads a piece of an answer into elements that are safe to draw: there is no HTML among them, and addresses lead
// only where urlTransform lets them.
export function parse(text: string, { known, doubts, caret }: Options): Hast {
  const tree: Root = fromMarkdown(text, { extensions, mdastExtensions });
  remarkDoubts({ doubts })(tree); // first: what comes after makes nodes without a position
  remarkAddresses()(tree);
  remarkBreaks()(tree);
  remarkRows()(tree);
  remarkDefinitions()(tree, text);
  remarkCitations({ known })(tree);
  const root = toHast(tree, { handlers: { html: (_, node: { value: string }) => ({ type: "text", value: node.value }) } }) as Hast;
  secure(root);
  if (caret) markCaret(root);
  return root;
}

const addresses = ["href", "src"] as const; // what elements made of Markdown lead to, or load

function secure(parent: Hast | Element): void {
  for (const child of parent.children) {
    if (child.type !== "element") continue;
    for (const name of addresses) if (name in child.properties) child.properties[name] = urlTransform(String(child.properties[name] ?? ""));
    secure(child);
  }
}
