import { Undo2 } from "lucide-react";
import { useEffect, useState } from "react";
import type { Document as DocumentEntry } from "../api/wire";
import { useClient } from "../app/client";
import { formatSize, useWords } from "../i18n";
import { FormatMark } from "./FormatMark";
import { ownerText } from "./owner";
import { shortName, useDocumentActions } from "./useDocumentActions";

// TrashList shows what was deleted a short while ago and can still be restored.
export function TrashList({ documents }: { documents: readonly DocumentEntry[] }) {
  const { t, language } = useWords();
  const { session } = useClient();
  const { act } = useDocumentActions();
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 15_000);
    return () => clearInterval(timer);
  }, []);
  const left = (d: DocumentEntry) => Math.floor((new Date(d.delete_after ?? 0).getTime() - now) / 60_000);
  return (
    <>
      {documents.length > 1 && (
        <button type="button" className="button small trash-all" onClick={() => void act("restore", documents)}>
          <Undo2 /> {t("docs.restoreAll")}
        </button>
      )}
      <ul className="docs-scroll trash" aria-label={t("docs.trash")} tabIndex={0}>
        {documents.map((d) => (
          <li key={d.key}>
            <FormatMark name={d.name} />
            <span className="cell-text">
              <b title={d.name}>{shortName(d)}</b>
              <small>{[ownerText(d, session.accounts, t), formatSize(d.size, language), left(d) > 0 ? t("docs.trashLeft", { minutes: left(d) }) : t("docs.trashSoon")].filter(Boolean).join(" · ")}</small>
            </span>
            <button type="button" className="button small" aria-label={`${t("docs.restore")}: ${shortName(d)}`} onClick={() => void act("restore", [d])}>
              <Undo2 /> {t("docs.restore")}
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
