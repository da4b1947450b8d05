import type { PageCell } from "../api/wire";

export interface HeadCell {
  cell: PageCell;
  rows: number; // that it spans
}

// tableHead joins the rows of a table's head: readers repeat a cell that spans rows in each of them.
export function tableHead(rows: readonly (readonly PageCell[])[]): HeadCell[][] {
  const open = new Map<string, HeadCell>(); // that end in the row above, by place and text
  return rows.map((row) => {
    const above = new Map(open);
    open.clear();
    let column = 0;
    return row.flatMap((cell) => {
      const place = `${column} ${cell.span ?? 1} ${cell.text ?? ""}`;
      column += cell.span ?? 1;
      const joined = cell.text ? above.get(place) : undefined;
      const own = joined ?? { cell, rows: 0 };
      own.rows++;
      open.set(place, own);
      return joined ? [] : [own];
    });
  });
}
