import type { Nodes, Paragraph, Parents, Root } from "mdast";

const cell = /^[^\s:/][^:/\n]{0,39}: \S/; // with the name of its column

// remarkRows gives each cell of a quoted row of a sheet, such as "이름: 김서연 / 부서: 총무팀", a line of its own.
export function remarkRows() {
  const visit = (parent: Parents) => {
    for (const child of parent.children) {
      if (child.type === "paragraph") split(child);
      else if ("children" in child) visit(child);
    }
  };
  return (tree: Root) => visit(tree);
}

function split(paragraph: Paragraph): void {
  const [first, ...rest] = paragraph.children;
  if (first?.type !== "text") return;
  const cells = cellsOf(first.value);
  if (cells.length < 2) return;
  const lines = cells.flatMap<Nodes>((value, i) => (i > 0 ? [{ type: "break" }, { type: "text", value }] : [{ type: "text", value }]));
  paragraph.children = [...lines, ...rest] as Paragraph["children"];
}

// cellsOf are the cells of a row; a slash within a cell divides none.
function cellsOf(text: string): string[] {
  const cells: string[] = [];
  for (const part of text.split(" / ")) {
    if (cells.length === 0 || cell.test(part)) cells.push(part);
    else cells.push(`${cells.pop()} / ${part}`);
  }
  return cell.test(cells[0] ?? "") ? cells : [text];
}
