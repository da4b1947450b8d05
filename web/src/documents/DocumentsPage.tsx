import { useVirtualizer } from "@tanstack/react-virtual";
import { FileText, FolderUp, Globe, Lock, Search, Trash2, Upload as UploadIcon, X } from "lucide-react";
import { useCallback, useDeferredValue, useEffect, useMemo, useRef, useState } from "react";
import { totalCount, useDocuments, usePulse, workingCount, type Counts } from "../api/queries";
import type { Vectors } from "../api/wire";
import type { Document as DocumentEntry } from "../api/wire";
import { useClient, useUploads } from "../app/client";
import { TopBar } from "../app/TopBar";
import { formatLimit, useWords, type Key } from "../i18n";
import { useMedia } from "../ui/hooks";
import { IconButton } from "../ui/IconButton";
import type { Upload } from "../upload/uploads";
import { usePrivateUploads } from "../upload/visibility";
import { DocumentRow, UploadRow } from "./DocumentRow";
import { formatList } from "./problems";
import { useDocumentActions } from "./useDocumentActions";

interface Props {
  onPickFiles: (folder: boolean, attach: boolean) => void;
  onAskAbout: (document: DocumentEntry) => void;
}

type Show = "all" | "ready" | "working" | "failed";
type Item = { kind: "upload"; upload: Upload } | { kind: "document"; document: DocumentEntry };

export default function DocumentsPage({ onPickFiles, onAskAbout }: Props) {
  const { t, language } = useWords();
  const { session, uploads: sender } = useClient();
  const touch = useMedia("(hover: none)");
  const [text, setText] = useState("");
  const [show, setShow] = useState<Show>("all");
  const [mine, setMine] = useState(false);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const contains = useDeferredValue(text.trim());
  const uploads = useUploads();
  const pulse = usePulse();
  const counts: Counts = pulse.data?.counts ?? {};
  const list = useDocuments({
    contains,
    state: show === "ready" || show === "failed" ? show : "",
    owner: mine ? (session.user ?? "") : "",
  });
  const { act } = useDocumentActions();
  useEffect(() => {
    document.title = `${t("docs.title")} · ${t("app.name")}`;
  }, [t]);

  const documents = useMemo(() => merge(list.data?.pages.flatMap((p) => p.documents ?? []) ?? [], pulse.data?.moving ?? [], show, contains, mine), [list.data, pulse.data, show, contains, mine]);

  // What the server lists by now is no longer an upload.
  useEffect(() => {
    sender.seen(new Set([...documents, ...(pulse.data?.moving ?? []), ...(pulse.data?.failed ?? [])].map((d) => d.key)));
  }, [sender, documents, pulse.data]);

  const items = useMemo<Item[]>(() => {
    const rising = show === "ready" ? [] : uploads.filter((u) => (show === "failed" ? u.state === "failed" : true)).filter((u) => matches(u.name, contains));
    return [...rising.map((upload) => ({ kind: "upload" as const, upload })), ...documents.map((document) => ({ kind: "document" as const, document }))];
  }, [uploads, documents, show, contains]);

  const notUploaded = uploads.filter((u) => u.state === "failed").length;
  const unsupported = uploads.filter((u) => u.problem === "unsupported").length;

  const chosen = documents.filter((d) => selected.has(d.key));
  const toggle = useCallback((key: string) => {
    setSelected((all) => {
      const next = new Set(all);
      if (!next.delete(key)) next.add(key);
      return next;
    });
  }, []);
  const selectable = documents.filter((d) => d.mine);
  const filtered = contains !== "" || show !== "all" || mine;
  const nothing = list.isSuccess && !list.isPlaceholderData && items.length === 0;

  return (
    <main className="page-main" id="main" tabIndex={-1}>
      <TopBar title={t("docs.title")}>
        <button type="button" className="button small" aria-label={t("docs.uploadFolder")} onClick={() => onPickFiles(true, false)}>
          <FolderUp /> <span className="wide-only">{t("docs.uploadFolder")}</span>
        </button>
        <button type="button" className="button small primary" onClick={() => onPickFiles(false, false)}>
          <UploadIcon /> <span>{t("docs.upload")}</span>
        </button>
      </TopBar>
      <div className="docs-tools">
        <div className="search-field">
          <Search />
          <input type="search" aria-label={t("docs.filter")} placeholder={t("docs.filter")} value={text} onChange={(e) => setText(e.target.value)} />
          {text !== "" && (
            <button type="button" className="icon small" aria-label={t("docs.clearFilter")} onClick={() => setText("")}>
              <X />
            </button>
          )}
        </div>
        <div className="segments" role="group" aria-label={t("docs.state")}>
          {(["all", "ready", "working", "failed"] as const).map((s) => (
            <button key={s} type="button" aria-pressed={show === s} onClick={() => setShow(s)}>
              {t(`docs.${s}`)}
              <small>{new Intl.NumberFormat(language).format(countOf(s, counts) + (s === "failed" ? notUploaded : 0))}</small>
            </button>
          ))}
        </div>
        {session.accounts && (
          <>
            <button type="button" className="pill" aria-pressed={mine} onClick={() => setMine(!mine)}>
              {t("docs.mine")}
            </button>
            <PrivateUploads />
          </>
        )}
      </div>
      {chosen.length > 0 && (
        <div className="selection" role="toolbar" aria-label={t("docs.selected", { count: chosen.length })}>
          <span>{t("docs.selected", { count: chosen.length })}</span>
          {chosen.some(retryable) && (
            <button type="button" className="text-button" onClick={() => void act("retry", chosen.filter(retryable))}>
              {t("docs.retry")}
            </button>
          )}
          <button
            type="button"
            className="text-button bad"
            onClick={() => {
              void act("delete", chosen);
              setSelected(new Set());
            }}
          >
            <Trash2 /> {t("docs.delete")}
          </button>
          <IconButton label={t("docs.clearSelection")} onClick={() => setSelected(new Set())}>
            <X />
          </IconButton>
        </div>
      )}
      <VectorsNote vectors={pulse.data?.vectors} />
      {unsupported > 0 && (
        <p className="docs-note" role="status">
          <span>{t("upload.unsupportedMany", { count: unsupported, formats: formatList(session) })}</span>
          <button type="button" className="text-button" onClick={() => sender.dropUnsupported()}>
            {t("upload.dismiss")}
          </button>
        </p>
      )}
      {list.isPending ? (
        <Skeletons />
      ) : list.isError && !list.data ? (
        <div className="empty">
          <FileText />
          <p>{t("docs.loadFailed")}</p>
          <button type="button" className="button" onClick={() => void list.refetch()}>
            {t("common.retry")}
          </button>
        </div>
      ) : nothing && filtered ? (
        <div className="empty">
          <Search />
          <p>{t("docs.noMatch")}</p>
          <button
            type="button"
            className="button"
            onClick={() => {
              setText("");
              setShow("all");
              setMine(false);
            }}
          >
            {t("docs.clearFilter")}
          </button>
        </div>
      ) : nothing ? (
        <div className="empty">
          <FileText />
          <h2>{t("docs.empty")}</h2>
          <p>{t(touch ? "docs.emptyLeadTouch" : "docs.emptyLead")}</p>
          <small>{t("welcome.dropHint", { formats: formatList(session), size: formatLimit(session.max_bytes, language) })}</small>
        </div>
      ) : (
        <List
          items={items}
          selected={selected}
          accounts={session.accounts}
          allSelected={selectable.length > 0 && selectable.every((d) => selected.has(d.key))}
          onToggle={toggle}
          onToggleAll={() => setSelected((all) => (selectable.every((d) => all.has(d.key)) ? new Set() : new Set(selectable.map((d) => d.key))))}
          onAskAbout={onAskAbout}
          onEnd={() => {
            if (list.hasNextPage && !list.isFetchingNextPage) void list.fetchNextPage();
          }}
        />
      )}
    </main>
  );
}

function retryable(d: DocumentEntry): boolean {
  return d.state === "failed" && d.error?.retry === true;
}

function countOf(show: Show, counts: Counts): number {
  switch (show) {
    case "all":
      return totalCount(counts);
    case "working":
      return workingCount(counts);
    default:
      return counts[show] ?? 0;
  }
}

function matches(name: string, contains: string): boolean {
  return contains === "" || name.normalize("NFC").toLowerCase().includes(contains.normalize("NFC").toLowerCase());
}

// merge brings what is moving up to date in the list, and puts on top what the list has not heard of yet.
function merge(list: DocumentEntry[], moving: DocumentEntry[], show: Show, contains: string, mine: boolean): DocumentEntry[] {
  const fresh = new Map(moving.map((d) => [d.key, d]));
  const working = (d: DocumentEntry) => d.state === "queued" || d.state === "reading" || d.state === "indexing";
  if (show === "working") return moving.filter((d) => matches(d.name, contains) && (!mine || d.mine));
  const known = new Set(list.map((d) => d.key));
  const unknown = show === "all" ? moving.filter((d) => !known.has(d.key) && matches(d.name, contains) && (!mine || d.mine)) : [];
  const current = list.map((d) => fresh.get(d.key) ?? d).filter((d) => d.state !== "deleting");
  return [...unknown, ...current.filter(working), ...current.filter((d) => !working(d))];
}

// PrivateUploads switches whether what is uploaded from now on is for its owner alone.
function PrivateUploads() {
  const { t } = useWords();
  const [on, change] = usePrivateUploads();
  return (
    <button type="button" className="pill" aria-pressed={on} onClick={() => change(!on)}>
      {on ? <Lock /> : <Globe />}
      {t(on ? "docs.privateUpload" : "docs.sharedUpload")}
    </button>
  );
}

interface ListProps {
  items: Item[];
  selected: ReadonlySet<string>;
  accounts: boolean;
  allSelected: boolean;
  onToggle: (key: string) => void;
  onToggleAll: () => void;
  onAskAbout: (document: DocumentEntry) => void;
  onEnd: () => void;
}

// List draws only the rows that can be seen.
function List({ items, selected, accounts, allSelected, onToggle, onToggleAll, onAskAbout, onEnd }: ListProps) {
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
      return item.kind === "upload" ? `u${item.upload.id}` : item.document.key;
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
            <input type="checkbox" aria-label={t("docs.selectAll")} checked={allSelected} onChange={onToggleAll} />
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
                style={{ transform: `translateY(${row.start}px)` }}
              >
                {item.kind === "upload" ? (
                  <UploadRow upload={item.upload} accounts={accounts} />
                ) : (
                  <DocumentRow document={item.document} accounts={accounts} selected={selected.has(item.document.key)} onToggle={onToggle} onAskAbout={onAskAbout} />
                )}
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}

function Skeletons() {
  const { t } = useWords();
  return (
    <div className="docs-scroll" role="status" aria-label={t("app.loading")}>
      {Array.from({ length: 8 }, (_, i) => (
        <div key={i} className="docs-skeleton">
          <div className="skeleton" style={{ width: `${38 + ((i * 17) % 30)}%` }} />
          <div className="skeleton" style={{ width: "18%" }} />
        </div>
      ))}
    </div>
  );
}

// VectorsNote says quietly that some passages are found by their words only, as yet.
function VectorsNote({ vectors }: { vectors: Vectors | undefined }) {
  const { t, language } = useWords();
  if (!vectors || vectors.missing === 0) return null;
  const share = new Intl.NumberFormat(language, { style: "percent" }).format((vectors.passages - vectors.missing) / vectors.passages);
  return <p className="docs-note">{t(vectors.stalled ? "docs.vectorsStalled" : "docs.vectors", { share })}</p>;
}
