import { memo, useMemo, type ReactNode } from "react";
import type { PageBlock, PageCell } from "../api/wire";
import { Marked } from "../chat/CitationCard";
import { inText, type Range } from "./evidence";
import { tableHead } from "./tableHead";

interface Props {
  blocks: readonly PageBlock[];
  evidence: readonly Range[]; // in bytes of the document's text
}

// Blocks shows what a document consists of: headings, paragraphs, lists, tables. The evidence is lit.
export function Blocks({ blocks, evidence }: Props) {
  return blocks.map((block) => {
    const lit = evidence.filter((r) => r.start < block.end && block.start < r.end);
    return <Block key={block.start} block={block} lit={lit.length > 0 ? lit : none} />;
  });
}

const none: readonly Range[] = [];

const Block = memo(function Block({ block, lit }: { block: PageBlock; lit: readonly Range[] }) {
  if (block.rows) return <Table block={block} lit={lit} />;
  const text = <Lit text={block.text ?? ""} start={block.start} lit={lit} />;
  switch (block.kind) {
    case "heading":
      return <Heading level={block.level ?? 1}>{text}</Heading>;
    case "item":
      return (
        <p className="r-item" style={{ marginLeft: `${Math.min(6, (block.level ?? 1) - 1) * 1.1}em` }}>
          {text}
        </p>
      );
    case "code":
      return <pre className="r-code">{text}</pre>;
    case "note":
      return <p className="r-note">{text}</p>;
    default:
      return <p>{text}</p>;
  }
});

function Heading({ level, children }: { level: number; children: ReactNode }) {
  const Tag = level <= 1 ? "h3" : level === 2 ? "h4" : level === 3 ? "h5" : "h6";
  return <Tag>{children}</Tag>;
}

function Table({ block, lit }: { block: PageBlock; lit: readonly Range[] }) {
  const rows = block.rows ?? [];
  const header = block.header ?? 0;
  const width = Math.max(block.columns?.length ?? 0, ...rows.map((r) => r.length));
  return (
    <div className="r-table" tabIndex={0} role="group">
      <table>
        {(header > 0 || block.columns) && (
          <thead>
            {block.columns && (
              <tr>
                {block.columns.map((name, i) => (
                  <th key={i} scope="col">
                    {name}
                  </th>
                ))}
              </tr>
            )}
            {tableHead(rows.slice(0, header)).map((row, i) => (
              <tr key={i}>
                {row.map(({ cell, rows: spanned }, j) => (
                  <th key={j} colSpan={(cell.span ?? 1) > 1 ? cell.span : undefined} rowSpan={spanned > 1 ? spanned : undefined} scope={(cell.span ?? 1) > 1 ? "colgroup" : "col"}>
                    <Lit text={cell.text ?? ""} start={cell.start ?? 0} lit={lit} />
                  </th>
                ))}
              </tr>
            ))}
          </thead>
        )}
        <tbody>
          {rows.slice(header).map((row, i) => (
            <Row key={i} row={row} lit={lit} width={block.columns ? width : 0} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

const empty: PageCell = {};

// Row is a row of a table; with a width it is filled up to so many cells.
function Row({ row, lit, width }: { row: readonly PageCell[]; lit: readonly Range[]; width: number }) {
  const on = lit.some((r) => row.some((c) => (c.start ?? 0) < (c.end ?? 0) && r.start < (c.end ?? 0) && (c.start ?? 0) < r.end));
  const cells = Array.from({ length: Math.max(row.length, width) }, (_, i) => row[i] ?? empty);
  return (
    <tr data-lit={on || undefined}>
      {cells.map((c, i) => (
        <td key={i} colSpan={(c.span ?? 1) > 1 ? c.span : undefined}>
          <Lit text={c.text ?? ""} start={c.start ?? 0} lit={lit} />
        </td>
      ))}
    </tr>
  );
}

function Lit({ text, start, lit }: { text: string; start: number; lit: readonly Range[] }) {
  const ranges = useMemo(() => inText(text, start, lit), [text, start, lit]);
  return ranges.length > 0 ? <Marked text={text} ranges={ranges} /> : text;
}
