import type { Element, Root, RootContent } from "hast";

const within = new Set(["ul", "ol", "li", "blockquote"]); // what the last line may stand in
const lines = new Set(["p", "h1", "h2", "h3", "h4", "h5", "h6", "li"]);

function lastIn(parent: Root | Element): Element | undefined {
  const last = (parent.children as RootContent[]).findLast((child) => child.type === "element");
  return last?.type === "element" ? last : undefined;
}

// markCaret puts a caret behind the last character of an answer that is arriving. Tables and code show none.
export function markCaret(tree: Root): void {
  let at = lastIn(tree);
  for (let inner = at; inner && within.has(inner.tagName); ) {
    inner = lastIn(inner);
    if (inner && (within.has(inner.tagName) || lines.has(inner.tagName))) at = inner;
  }
  if (at && lines.has(at.tagName)) at.children.push({ type: "element", tagName: "i", properties: { className: ["caret"] }, children: [] });
}
