import type { Html, Nodes, Parents, Root } from "mdast";

// remarkBreaks makes a line's end a line break, because models that write line by line mean it, and reads the one tag that
// they use in cells of tables, <br>; every other tag stays text.
export function remarkBreaks() {
  const visit = (parent: Parents) => {
    const children: Nodes[] = [];
    for (const child of parent.children) {
      if (child.type === "html" && /^<br\s*\/?>$/i.test((child as Html).value)) children.push({ type: "break" });
      else if (child.type === "text" && /[\r\n]/.test(child.value)) {
        for (const [i, value] of child.value.split(/\r\n?|\n/).entries()) {
          if (i > 0) children.push({ type: "break" });
          if (value !== "") children.push({ type: "text", value });
        }
      } else {
        if ("children" in child) visit(child);
        children.push(child);
      }
    }
    parent.children = children as typeof parent.children;
  };
  return (tree: Root) => visit(tree);
}
