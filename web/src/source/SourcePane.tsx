import "../styles/source.css";
import * as Tabs from "@radix-ui/react-tabs";
import { ChevronLeft, ChevronRight, ExternalLink } from "lucide-react";
import { useMemo } from "react";
import { useDocument } from "../api/queries";
import type { Source } from "../api/wire";
import { useClient } from "../app/client";
import { excerpt, Marked, storeKey } from "../chat/CitationCard";
import { linePlace, sourcePlace } from "../chat/sourceName";
import type { TurnView } from "../chat/view";
import { ownerText } from "../documents/owner";
import { formatDay, useT, useWords } from "../i18n";
import { CodeBlock } from "../markdown/CodeBlock";
import { isRow, RowCells } from "../search/Marked";
import { IconButton } from "../ui/IconButton";
import { atPage, urlTransform } from "../markdown/urls";
import { DeletedNote } from "./DeletedNote";
import { DocumentView } from "./DocumentView";
import { GoneNote } from "./GoneNote";
import { PaneFrame } from "./PaneFrame";
import { evidenceAt, inPassage, pageOf } from "./evidence";
import { goneKey, namelessKey } from "./gone";

interface Props {
  view: TurnView;
  number: number;
  occurrence: number;
  onOpen: (number: number) => void;
  onClose: () => void;
}

// SourcePane shows the passage that a number in an answer stands for, within its document.
export default function SourcePane({ view, number, occurrence, onOpen, onClose }: Props) {
  const { t, language } = useWords();
  const { session } = useClient();
  const source = view.sources.find((s) => s.number === number);
  const evidence = useMemo(() => evidenceAt(view.answer, view.verdicts, number, occurrence), [view.answer, view.verdicts, number, occurrence]);
  const { data: document } = useDocument(session.accounts && source && !goneKey(source) ? (source.document ?? "") : "");
  if (!source) return null;
  const title = source.title || source.name || t(namelessKey(source));
  const store = storeKey(source.store);
  const own = source.document !== undefined && session.accounts && document ? ownerText(document, true, t) : "";
  const page = pageOf(source, evidence);
  const note = [
    source.title && source.title !== source.name ? source.name : "",
    own || (store ? t(store) : source.store),
    /\.pdf$/i.test(source.name) ? "" : page > 0 ? t("source.page", { page }) : linePlace(source, t),
    source.uploaded ? t("source.uploaded", { date: formatDay(new Date(source.uploaded), language) }) : "",
  ].filter(Boolean);
  const gone = goneKey(source);
  const siblings = view.sources.filter((s) => (source.document ? s.document === source.document : s.name === source.name));
  const at = view.sources.findIndex((s) => s.number === number);
  const url = source.url ? urlTransform(atPage(source.url, source.name, page)) : "";
  return (
    <PaneFrame
      title={title}
      note={note.join(" · ")}
      onClose={onClose}
      extra={
        url !== "" && !source.deleted && !source.private ? (
          <a className="icon" href={url} target="_blank" rel="noopener noreferrer" aria-label={t(source.document ? "source.open" : "source.openWeb")} title={t(source.document ? "source.open" : "source.openWeb")}>
            <ExternalLink />
          </a>
        ) : undefined
      }
    >
      <Tabs.Root defaultValue="passage" className="tabs-root">
        <Tabs.List className="tabs" aria-label={t("source.label")}>
          <Tabs.Trigger value="passage">{t("source.passage")}</Tabs.Trigger>
          <Tabs.Trigger value="others">{t("source.others", { count: siblings.length })}</Tabs.Trigger>
          {source.original && !gone && <Tabs.Trigger value="original">{t(view.mode.type === "code" ? "source.code" : "source.original")}</Tabs.Trigger>}
        </Tabs.List>
        <Tabs.Content value="passage" className="tab-frame" tabIndex={-1}>
          {gone === "source.deleted" && source.document ? <DeletedNote document={source.document} /> : gone ? <GoneNote why={gone} /> : <DocumentView source={source} address={source.document ? fileOf(url) : ""} evidence={evidence} />}
        </Tabs.Content>
        <Tabs.Content value="others" className="tab">
          <ul className="siblings">
            {siblings.map((s) => (
              <li key={s.number}>
                <button type="button" aria-current={s.number === number || undefined} onClick={() => onOpen(s.number)}>
                  <span className="cite" aria-hidden>
                    {s.number}
                  </span>
                  <span className="sibling-text">
                    {sourcePlace(s, siblings, t) && <b>{sourcePlace(s, siblings, t)}</b>}
                    <span>
                      <Sibling source={s} view={view} />
                    </span>
                  </span>
                </button>
              </li>
            ))}
          </ul>
        </Tabs.Content>
        {source.original && !gone && (
          <Tabs.Content value="original" className="tab">
            {view.mode.type === "code" ? <CodeBlock code={source.original} language={source.name.split(".").pop() ?? ""} complete /> : <article className="page">{source.original}</article>}
          </Tabs.Content>
        )}
      </Tabs.Root>
      {view.sources.length > 1 && (
        <div className="pager">
          <IconButton label={t("source.previous")} side="top" disabled={at <= 0} onClick={() => onOpen(view.sources[at - 1]?.number ?? number)}>
            <ChevronLeft />
          </IconButton>
          <span aria-label={t("source.of", { number: at + 1, total: view.sources.length })}>
            {t("source.label")} {at + 1} / {view.sources.length}
          </span>
          <IconButton label={t("source.next")} side="top" disabled={at >= view.sources.length - 1} onClick={() => onOpen(view.sources[at + 1]?.number ?? number)}>
            <ChevronRight />
          </IconButton>
        </div>
      )}
    </PaneFrame>
  );
}

// Sibling is the part of a passage that bears out what the answer first says of it.
function Sibling({ source: s, view }: { source: Source; view: TurnView }) {
  const t = useT();
  const gone = goneKey(s);
  if (gone) return t(gone);
  if (s.translation) return s.translation;
  if (isRow(s)) return <RowCells snippet={{ text: s.excerpt, marks: inPassage(s, s.excerpt, evidenceAt(view.answer, view.verdicts, s.number, -1)) }} />;
  return <Marked {...excerpt(s.excerpt, inPassage(s, s.excerpt, evidenceAt(view.answer, view.verdicts, s.number, -1)))} />;
}

// fileOf is the address of a file without the place in it.
const fileOf = (url: string) => url.replace(/#.*$/, "");
