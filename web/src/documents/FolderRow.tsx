import { ChevronRight, Folder as FolderIcon, FolderOpen } from "lucide-react";
import { memo } from "react";
import { useWords } from "../i18n";
import type { Folder } from "./tree";

interface Props {
  folder: Folder;
  accounts: boolean;
  selected: ReadonlySet<string>;
  onOpen: (path: string) => void;
  onChoose: (folder: Folder, on: boolean) => void;
}

// FolderRow heads a folder's documents. Its box chooses all of them.
export const FolderRow = memo(function FolderRow({ folder, accounts, selected, onOpen, onChoose }: Props) {
  const { t } = useWords();
  const chosen = folder.documents.filter((d) => selected.has(d.key)).length;
  const all = chosen === folder.documents.length;
  const inWork = folder.documents.filter((d) => d.state === "queued" || d.state === "reading" || d.state === "indexing").length;
  const failed = folder.documents.filter((d) => d.state === "failed").length;
  return (
    <>
      <span role="cell">
        <input
          type="checkbox" aria-label={t("docs.selectFolder", { name: folder.name })} checked={all}
          ref={(box) => { if (box) box.indeterminate = chosen > 0 && !all; }} onChange={() => onChoose(folder, !all)}
        />
      </span>
      <span role="cell" className="cell-name">
        <button type="button" className="folder" aria-expanded={folder.open} onClick={() => onOpen(folder.path)}>
          <ChevronRight />
          {folder.open ? <FolderOpen /> : <FolderIcon />}
          <b>{folder.name}</b>
          <small>{t("docs.count", { count: folder.documents.length })}</small>
        </button>
      </span>
      <span role="cell" className="cell-state" data-state={failed > 0 ? "failed" : inWork > 0 ? "reading" : "ready"}>
        {(failed > 0 || inWork > 0) && (
          <span className="state-line">
            <i className={`dot ${failed > 0 ? "bad" : "wait"}`} aria-hidden />
            {[inWork > 0 ? t("docs.folderWorking", { count: inWork }) : "", failed > 0 ? t("docs.folderFailed", { count: failed }) : ""].filter(Boolean).join(" · ")}
          </span>
        )}
      </span>
      {accounts && <span role="cell" className="cell-owner" />}
      <span role="cell" className="cell-date" />
      <span role="cell" className="cell-acts" />
    </>
  );
});
