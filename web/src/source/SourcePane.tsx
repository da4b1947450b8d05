import * as Tabs from "@radix-ui/react-tabs";
import { ChevronLeft, ChevronRight, ExternalLink, FileX } from "lucide-react";
import { useEffect, useMemo, useRef } from "react";
import { usePassage } from "../api/queries";
import type { Source } from "../api/wire";
import { Marked, storeKey } from "../chat/CitationCard";
import type { TurnView } from "../chat/view";
import { useWords, type Key, type Translate } from "../i18n";
import { CodeBlock } from "../markdown/CodeBlock";
import { CopyButton } from "../ui/CopyButton";
import { IconButton } from "../ui/IconButton";
import { atPage, urlTransform } from "../markdown/urls";
import { PaneFrame } from "./PaneFrame";
import { evidenceAt, inPassage, type Range } from "./evidence";
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
  const source = view.sources.find((s) => s.number === number);
  const evidence = useMemo(() => evidenceAt(view.answer, view.verdicts, number, occurrence), [view.answer, view.verdicts, number, occurrence]);
  if (!source) return null;
  const title = source.title || source.name || t(namelessKey(source));
  const store = storeKey(source.store);
  const note = [
    source.title && source.title !== source.name ? source.name : "",
    store ? t(store) : source.store,
    source.page ? t("source.page", { page: source.page }) : source.line ? t("source.line", { line: source.line }) : "",
    source.uploaded ? t("source.uploaded", { date: new Intl.DateTimeFormat(language, { dateStyle: "medium" }).format(new Date(source.uploaded)) }) : "",
  ].filter(Boolean);
  const gone = goneKey(source);
  const siblings = view.sources.filter((s) => (source.document ? s.document === source.document : s.name === source.name));
  const at = view.sources.findIndex((s) => s.number === number);
  const url = source.url ? urlTransform(atPage(source.url, source)) : "";
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
        <Tabs.Content value="passage" className="tab" tabIndex={0}>
          {gone ? <Gone why={gone} /> : <Page source={source} evidence={evidence} />}
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
                    {s.page ? <b>{t("source.page", { page: s.page })}</b> : s.headings?.length ? <b>{s.headings.at(-1)}</b> : null}
                    <span>{siblingText(s, t)}</span>
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
            {at + 1} / {view.sources.length}
          </span>
          <IconButton label={t("source.next")} side="top" disabled={at >= view.sources.length - 1} onClick={() => onOpen(view.sources[at + 1]?.number ?? number)}>
            <ChevronRight />
          </IconButton>
        </div>
      )}
    </PaneFrame>
  );
}

function siblingText(s: Source, t: Translate): string {
  const gone = goneKey(s);
  return gone ? t(gone) : s.translation || s.excerpt;
}

function Gone({ why }: { why: Key }) {
  const { t } = useWords();
  return (
    <div className="empty small">
      <FileX />
      <p>{t(why)}</p>
    </div>
  );
}

// Page is a passage with what stands around it, as on paper. What bears the answer's sentence out is marked; where that is
// not known, nothing is.
function Page({ source, evidence }: { source: Source; evidence: readonly Range[] }) {
  const { t, language } = useWords();
  const passage = usePassage(source);
  const page = useRef<HTMLElement>(null);
  const text = passage.data?.text || source.excerpt;
  const marks = useMemo(() => (source.translation ? [] : inPassage(source, text, evidence)), [source, text, evidence]);
  const headings = passage.data?.headings ?? source.headings ?? [];
  const loading = passage.isLoading;
  useEffect(() => {
    const target = page.current?.querySelector("mark") ?? page.current?.querySelector(".passage");
    const tab = page.current?.closest(".tab");
    if (!target || !tab) return;
    const above = target.getBoundingClientRect().top - tab.getBoundingClientRect().top;
    tab.scrollTop += above - tab.clientHeight * 0.35;
  }, [source, passage.data, marks]);
  const meta = [
    source.confidence ? t("source.confidence", { confidence: source.confidence }) : "",
    source.score ? t("source.score", { score: new Intl.NumberFormat(language, { maximumSignificantDigits: 3 }).format(source.score) }) : "",
  ].filter(Boolean);
  return (
    <>
      <article className="page" ref={page} aria-busy={loading}>
        {headings.length > 0 && <p className="crumbs">{headings.join(" › ")}</p>}
        {passage.data?.before && <p className="around">{passage.data.before}</p>}
        <p className="passage">
          <Marked text={text} ranges={marks} />
        </p>
        {passage.data?.after && <p className="around">{passage.data.after}</p>}
        {source.translation && (
          <div className="page-translation">
            <h3>{t("source.translation")}</h3>
            <p>{source.translation}</p>
          </div>
        )}
      </article>
      <div className="page-foot">
        {passage.isError && <span>{t("source.failed")}</span>}
        <span>{meta.join(" · ")}</span>
        <CopyButton text={() => text} label={t("source.copy")} />
      </div>
    </>
  );
}
