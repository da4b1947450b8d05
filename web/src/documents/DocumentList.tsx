import { useVirtualizer } from "@tanstack/react-virtual";
import { useCallback, useEffect, useMemo, useRef, useState, type CSSProperties } from "react";
import type { Document as DocumentEntry } from "../api/wire";
import { useWords, type Key } from "../i18n";
import type { Upload } from "../upload/uploads";
import { DocumentRow, UploadRow } from "./DocumentRow";
import { FolderRow } from "./FolderRow";
import { GuideRow, guideID, hasGuide } from "./GuideRow";
import type { Folder, Line } from "./tree";

export type Item = { kind: "upload"; upload: Upload } | Line;

type Row = Item | { kind: "guide"; document: DocumentEntry };

interface ListProps {
  items: Item[];
  selected: ReadonlySet<string>;
  accounts: boolean;
  shown: string; // key of the document that stands beside the list; "": none
  allSelected: boolean;
  someSelected: boolean;
  onToggle: (document: DocumentEntry) => void;
  onToggleAll: () => void;
  onOpenFolder: (path: string) => void;
  onChooseFolder: (folder: Folder, on: boolean) => void;
  onAskAbout: (document: DocumentEntry) => void;
  onQuestion: (question: string, document: DocumentEntry) => void;
  onEnd: () => void;
}

const deepest = 6; // levels of folders that are indented

const depthOf = (row: Row) => (row.kind === "folder" ? row.folder.depth : row.kind === "document" ? row.depth : 0);

function keyOf(row: Row): string {
  switch (row.kind) {
    case "upload":
      return `u${row.upload.id}`;
    case "folder":
      return `f${row.folder.path}`;
    case "guide":
      return `g${row.document.key}`;
    default:
      return row.document.key;
  }
}

// DocumentList draws only the rows that can be seen.
export function DocumentList({ items, selected, accounts, shown, allSelected, someSelected, onToggle, onToggleAll, onOpenFolder, onChooseFolder, onAskAbout, onQuestion, onEnd }: ListProps) {
  const { t } = useWords();
  const { lines, openGuides, latest, toggleGuide } = useGuides(items);
  const columns: Key[] = ["docs.name", "docs.state", ...(accounts ? (["docs.owner"] as const) : []), "docs.date"];
  const box = useRef<HTMLDivElement>(null);
  // eslint-disable-next-line react/incompatible-library -- only this component calls what the virtualizer returns
  const rows = useVirtualizer({
    count: lines.length,
    getScrollElement: () => box.current,
    estimateSize: () => 58,
    overscan: 12,
    getItemKey: (i) => keyOf(lines[i] as Row),
  });
  // A guide that opens at the lower edge of the list would not be seen.
  useEffect(() => {
    const at = latest === "" ? -1 : lines.findIndex((row) => row.kind === "guide" && row.document.key === latest);
    if (at >= 0) rows.scrollToIndex(at, { align: "auto" });
    // only when it is opened
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [latest]);
  const visible = rows.getVirtualItems();
  const last = visible.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last >= lines.length - 20) onEnd();
  });
  return (
    <div className="docs-scroll" ref={box}>
      <div className="docs-table" role="table" aria-label={t("docs.list")} aria-rowcount={lines.length + 1} data-accounts={accounts || undefined}>
        <div role="row" className="docs-head" aria-rowindex={1}>
          <span role="columnheader">
            <input type="checkbox" aria-label={t("docs.selectAll")} disabled={items.every((i) => i.kind === "upload")} checked={allSelected} ref={(box) => { if (box) box.indeterminate = someSelected && !allSelected; }} onChange={onToggleAll} />
          </span>
          {columns.map((key) => (
            <span role="columnheader" key={key}>
              {t(key)}
            </span>
          ))}
          <span role="columnheader">
            <span className="visually-hidden">{t("common.more")}</span>
          </span>
        </div>
        <div role="rowgroup" style={{ height: rows.getTotalSize(), position: "relative" }}>
          {visible.map((row) => {
            const item = lines[row.index] as Row;
            const guideOpen = item.kind === "document" && openGuides.has(item.document.key);
            return (
              <div
                key={row.key}
                role="row"
                aria-rowindex={row.index + 2}
                ref={rows.measureElement}
                data-index={row.index}
                id={item.kind === "guide" ? guideID(item.document) : undefined}
                className={item.kind === "guide" ? "docs-guide" : "docs-row"}
                data-guide={guideOpen || undefined}
                data-depth={depthOf(item) || undefined}
                style={{ transform: `translateY(${row.start}px)`, "--depth": Math.min(depthOf(item), deepest) } as CSSProperties}
              >
                {item.kind === "upload" ? (
                  <UploadRow upload={item.upload} accounts={accounts} />
                ) : item.kind === "folder" ? (
                  <FolderRow folder={item.folder} accounts={accounts} selected={selected} onOpen={onOpenFolder} onChoose={onChooseFolder} />
                ) : item.kind === "guide" ? (
                  <GuideRow document={item.document} columns={columns.length + 2} onQuestion={onQuestion} />
                ) : (
                  <DocumentRow
                    document={item.document} depth={item.depth} accounts={accounts} selected={selected.has(item.document.key)} guideOpen={guideOpen} open={item.document.key === shown}
                    onToggle={onToggle} onToggleGuide={toggleGuide} onAskAbout={onAskAbout}
                  />
                )}
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}

// useGuides keeps which guides are open, with the one opened last, and puts each below its document.
function useGuides(items: Item[]) {
  const [{ openGuides, latest }, setOpen] = useState<{ openGuides: ReadonlySet<string>; latest: string }>({ openGuides: new Set(), latest: "" });
  const toggleGuide = useCallback(({ key }: DocumentEntry) => {
    setOpen((before) => {
      const next = new Set(before.openGuides);
      if (next.delete(key)) return { openGuides: next, latest: "" };
      return { openGuides: next.add(key), latest: key };
    });
  }, []);
  const lines = useMemo(() => {
    if (openGuides.size === 0) return items;
    return items.flatMap((item): Row[] =>
      item.kind === "document" && openGuides.has(item.document.key) && hasGuide(item.document) ? [item, { kind: "guide", document: item.document }] : [item],
    );
  }, [items, openGuides]);
  return { lines, openGuides, latest, toggleGuide };
}
