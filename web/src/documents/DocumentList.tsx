import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef, type CSSProperties } from "react";
import type { Document as DocumentEntry } from "../api/wire";
import { useWords, type Key } from "../i18n";
import type { Upload } from "../upload/uploads";
import { DocumentRow, UploadRow } from "./DocumentRow";
import { FolderRow } from "./FolderRow";
import type { Folder, Line } from "./tree";

export type Item = { kind: "upload"; upload: Upload } | Line;

interface ListProps {
  items: Item[];
  selected: ReadonlySet<string>;
  accounts: boolean;
  allSelected: boolean;
  someSelected: boolean;
  onToggle: (document: DocumentEntry) => void;
  onToggleAll: () => void;
  onOpenFolder: (path: string) => void;
  onChooseFolder: (folder: Folder, on: boolean) => void;
  onAskAbout: (document: DocumentEntry) => void;
  onEnd: () => void;
}

const deepest = 6; // levels of folders that are indented

const depthOf = (item: Item) => (item.kind === "folder" ? item.folder.depth : item.kind === "document" ? item.depth : 0);

// DocumentList draws only the rows that can be seen.
export function DocumentList({ items, selected, accounts, allSelected, someSelected, onToggle, onToggleAll, onOpenFolder, onChooseFolder, onAskAbout, onEnd }: ListProps) {
  const { t } = useWords();
  const box = useRef<HTMLDivElement>(null);
  // eslint-disable-next-line react/incompatible-library -- only this component calls what the virtualizer returns
  const rows = useVirtualizer({
    count: items.length,
    getScrollElement: () => box.current,
    estimateSize: () => 58,
    overscan: 12,
    getItemKey: (i) => {
      const item = items[i] as Item;
      return item.kind === "upload" ? `u${item.upload.id}` : item.kind === "folder" ? `f${item.folder.path}` : item.document.key;
    },
  });
  const visible = rows.getVirtualItems();
  const last = visible.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last >= items.length - 20) onEnd();
  });
  return (
    <div className="docs-scroll" ref={box}>
      <div className="docs-table" role="table" aria-label={t("docs.list")} aria-rowcount={items.length + 1} data-accounts={accounts || undefined}>
        <div role="row" className="docs-head" aria-rowindex={1}>
          <span role="columnheader">
            <input type="checkbox" aria-label={t("docs.selectAll")} checked={allSelected} ref={(box) => { if (box) box.indeterminate = someSelected && !allSelected; }} onChange={onToggleAll} />
          </span>
          {(["docs.name", "docs.state", ...(accounts ? ["docs.owner"] : []), "docs.date"] as Key[]).map((key) => (
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
            const item = items[row.index] as Item;
            return (
              <div
                key={row.key}
                role="row"
                aria-rowindex={row.index + 2}
                ref={rows.measureElement}
                data-index={row.index}
                className="docs-row"
                data-depth={depthOf(item) || undefined}
                style={{ transform: `translateY(${row.start}px)`, "--depth": Math.min(depthOf(item), deepest) } as CSSProperties}
              >
                {item.kind === "upload" ? (
                  <UploadRow upload={item.upload} accounts={accounts} />
                ) : item.kind === "folder" ? (
                  <FolderRow folder={item.folder} accounts={accounts} selected={selected} onOpen={onOpenFolder} onChoose={onChooseFolder} />
                ) : (
                  <DocumentRow document={item.document} depth={item.depth} accounts={accounts} selected={selected.has(item.document.key)} onToggle={onToggle} onAskAbout={onAskAbout} />
                )}
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}
