import "../styles/source.css";
import { ExternalLink, MessageSquareText } from "lucide-react";
import { useMemo } from "react";
import { Failure } from "../api/http";
import { useDocument, usePage } from "../api/queries";
import type { Document as DocumentEntry, Source } from "../api/wire";
import { useClient } from "../app/client";
import type { Passage } from "../app/router";
import { ownerText } from "../documents/owner";
import { formatDay, useWords } from "../i18n";
import { atPage, urlTransform } from "../markdown/urls";
import { DocumentView } from "./DocumentView";
import { IconButton } from "../ui/IconButton";
import { GoneNote } from "./GoneNote";
import { PaneFrame } from "./PaneFrame";

interface Props {
  passage: Passage;
  onAskAbout: (documents: readonly DocumentEntry[]) => void;
  onClose: () => void;
}

// PassagePane shows a place in a document beside the search that found it, or beside the list of documents.
export default function PassagePane({ passage, onAskAbout, onClose }: Props) {
  const { t, language } = useWords();
  const { session } = useClient();
  const { data: document } = useDocument(passage.document);
  const source = useMemo<Source>(
    () => ({
      number: 1, store: "local", score: 0, score_kind: "", excerpt: "", document: passage.document, version: passage.version || (document?.version ?? ""),
      name: document?.name ?? "", url: document?.url ?? "", start: passage.start, end: passage.end,
    }),
    [passage, document],
  );
  const at = useMemo(() => ({ at: passage.lit[0]?.start ?? passage.start, lit: passage.lit }), [passage]);
  const { data: page, error } = usePage(source, source.version === "" ? null : at); // which DocumentView asks for as well
  const changed = error instanceof Failure && error.status === 409;
  const name = document?.name.split("/").pop() ?? "";
  const url = document ? urlTransform(atPage(document.url, document.name, page?.lit?.[0]?.page ?? page?.number ?? 0)) : "";
  const note = document
    ? [document.title && document.title !== name ? name : "", ownerText(document, session.accounts, t), t("source.uploaded", { date: formatDay(new Date(document.uploaded), language) })]
    : [];
  return (
    <PaneFrame
      title={document?.title || name || t("docs.title")}
      note={note.filter(Boolean).join(" · ")}
      onClose={onClose}
      extra={
        document && url !== "" ? (
          <>
            {document.state === "ready" && (
              <IconButton label={t("docs.ask")} onClick={() => onAskAbout([document])}>
                <MessageSquareText />
              </IconButton>
            )}
            <a className="icon" href={url} target="_blank" rel="noopener noreferrer" aria-label={t("source.open")} title={t("source.open")}>
              <ExternalLink />
            </a>
          </>
        ) : undefined
      }
    >
      <div className="tabs-root">
        <div className="tab-frame">
          {document === null || changed ? <GoneNote why={changed ? "search.changed" : "file.missingLead"} /> : document && <DocumentView key={`${passage.document} ${passage.start}`} source={source} address={document.url} evidence={passage.lit} />}
        </div>
      </div>
    </PaneFrame>
  );
}
