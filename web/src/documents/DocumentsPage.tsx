import { FileText, FolderUp, Globe, LoaderCircle, Lock, Search, SlidersHorizontal, Trash2, Upload as UploadIcon, X } from "lucide-react";
import { Suspense, useCallback, useDeferredValue, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { documentOrders, totalCount, useDocuments, usePulse, useTrash, working, workingCount, type Counts, type DocumentFilter, type DocumentOrder } from "../api/queries";
import type { Document as DocumentEntry } from "../api/wire";
import { useClient, useUploads } from "../app/client";
import { navigate, type Passage } from "../app/router";
import { load, save } from "../app/storage";
import { TopBar } from "../app/TopBar";
import { formatLimit, formatNumber, useWords } from "../i18n";
import { useStopKey } from "../chat/useStopKey";
import { touch, useMedia } from "../ui/hooks";
import { failureText } from "../upload/notices";
import type { Upload } from "../upload/uploads";
import { usePrivateUploads } from "../upload/visibility";
import { DocumentList, type Item } from "./DocumentList";
import { formatList } from "./formats";
import { LostUploads } from "./LostUploads";
import { SelectionBar } from "./SelectionBar";
import { TrashList } from "./TrashList";
import { treeOf, type Line } from "./tree";
import { useSelection } from "./useSelection";
import { VectorsNote } from "./VectorsNote";
import { part } from "../ui/part";

interface Props {
  failed: boolean; // begin with those that could not be read
  passage: Passage | null; // the document that stands beside the list
  onPickFiles: (folder: boolean, attach: boolean) => void;
  onAskAbout: (documents: readonly DocumentEntry[]) => void;
  onQuestion: (question: string, document: DocumentEntry) => void;
}

const PassagePane = part(() => import("../source/PassagePane"));

const headless = 760; // px up to which the list has no head: see documents.css

const always: ReadonlySet<Show> = new Set(["all", "ready", "working", "failed"]); // the others only where they have something

type Show = "all" | "ready" | "working" | "failed" | "refused" | "trash";

export default function DocumentsPage({ failed, passage, onPickFiles, onAskAbout, onQuestion }: Props) {
  const { t, language } = useWords();
  const { session, uploads: sender } = useClient();
  const fingers = useMedia(touch);
  const { main, narrow } = useNarrow();
  const [text, setText] = useState("");
  const [show, setShow] = useState<Show>(failed ? "failed" : "all");
  const [mine, setMine] = useState(false);
  const [sort, setSort] = useState<DocumentOrder>(() => orderCalled(load("docs.sort", "")));
  const contains = useDeferredValue(text.trim());
  const uploads = useUploads();
  const pulse = usePulse();
  const all: Counts = pulse.data?.counts ?? {};
  const filter: DocumentFilter = {
    contains,
    state: show === "ready" || show === "failed" ? show : "",
    owner: mine ? (session.user ?? "") : "",
    sort,
  };
  const list = useDocuments(filter);
  const counts: Counts = (contains !== "" || mine ? list.data?.pages[0]?.matching : undefined) ?? all;
  const { data: trashed = [] } = useTrash(all.deleting ?? 0);
  const trash = (all.deleting ?? 0) > 0 ? trashed.filter((d) => matches(d.name, contains) && (!mine || d.mine)) : [];
  const [filtering, setFiltering] = useState(failed);
  useEffect(() => {
    document.title = `${t("docs.title")} · ${t("app.name")}`;
  }, [t]);

  const documents = useMemo(() => merge(list.data?.pages.flatMap((p) => p.documents ?? []) ?? [], pulse.data?.moving ?? [], show, contains, mine, sort), [list.data, pulse.data, show, contains, mine, sort]);

  // What the server lists by now is no longer an upload.
  useEffect(() => {
    sender.seen(new Set([...documents, ...(pulse.data?.moving ?? []), ...(pulse.data?.failed ?? [])].map((d) => d.key)), pulse.dataUpdatedAt);
  }, [sender, documents, pulse.data, pulse.dataUpdatedAt]);

  // By name, documents stand in their folders. What was searched for, and any other order, is a plain list.
  const asTree = sort === "name" && contains === "";
  const { open, toggleFolder } = useOpenFolders();
  const items = useMemo<Item[]>(() => {
    const rising = uploads.filter((u) => risesIn(u, show) && matches(u.name, contains));
    const lines: Line[] = asTree ? treeOf(documents, (path) => open.has(path)) : documents.map((document) => ({ kind: "document" as const, document, depth: 0 }));
    return [...rising.map((upload) => ({ kind: "upload" as const, upload })), ...lines];
  }, [uploads, documents, show, contains, asTree, open]);

  const lost = uploads.filter((u) => u.state === "failed");
  const refused = lost.filter((u) => matches(u.name, contains)).length;
  useShownAbove(lost.length, () => {
    if (show !== "all" && show !== "refused") setShow("all");
    setText("");
  });

  const selection = useSelection(filter, show === "working" ? working : filter.state ? [filter.state] : [], documents);
  useStopKey(selection.chosen.length > 0 && passage === null, selection.clear);
  const allSelected = documents.length > 0 && documents.every((d) => selection.keys.has(d.key));
  const filtered = contains !== "" || show !== "all" || mine;
  const nothing = list.isSuccess && !list.isPlaceholderData && items.length === 0;
  const empty = nothing && !filtered && trash.length === 0; // there is nothing to filter or sort
  if (show === "refused" && lost.length === 0) setShow("all");
  // What was not uploaded is no document, and has a number of its own.
  const numbers: Record<Show, number> = {
    all: totalCount(counts), ready: counts.ready ?? 0, working: workingCount(counts), failed: counts.failed ?? 0, refused, trash: trash.length,
  };
  const shows = (["all", "ready", "working", "failed", "refused", "trash"] as const).filter((s) => always.has(s) || numbers[s] > 0 || show === s);

  return (
    <>
      <main className="page-main" id="main" tabIndex={-1} ref={main} data-narrow={narrow || undefined}>
        <TopBar title={t("docs.title")}>
          {!fingers && (
            <button type="button" className="button small" aria-label={t("docs.uploadFolder")} onClick={() => onPickFiles(true, false)}>
              <FolderUp /> <span className="wide-only">{t("docs.uploadFolder")}</span>
            </button>
          )}
          <button type="button" className="button small primary" onClick={() => onPickFiles(false, false)}>
            <UploadIcon /> <span>{t("docs.upload")}</span>
          </button>
        </TopBar>
        <div className="docs-tools">
          {!empty && <div className="search-field">
            <Search />
            <input type="search" aria-label={t("docs.filter")} placeholder={t("docs.filter")} value={text} onChange={(e) => setText(e.target.value)} />
            {text !== "" && (
              <button type="button" className="icon small" aria-label={t("docs.clearFilter")} onClick={() => setText("")}>
                <X />
              </button>
            )}
          </div>}
          {!empty && narrow && (
            <button
              type="button" className="icon filters-toggle" aria-label={t("docs.filters")} aria-expanded={filtering}
              data-active={show !== "all" || mine || sort !== "name" || undefined} onClick={() => setFiltering(!filtering)}
            >
              <SlidersHorizontal />
            </button>
          )}
          {!empty && (!narrow || filtering) && <div className="segments" role="group" aria-label={t("docs.state")}>
            {shows.map((s) => (
              <button key={s} type="button" aria-pressed={show === s} onClick={() => setShow(s)}>
                {t(`docs.${s}`)}
                <small>{formatNumber(numbers[s], language)}</small>
              </button>
            ))}
          </div>}
          {narrow && documents.length > 0 && show !== "trash" && (
            <label className="choose-all">
              <input type="checkbox" checked={allSelected} ref={(box) => { if (box) box.indeterminate = selection.chosen.length > 0 && !allSelected; }} onChange={allSelected ? selection.clear : selection.chooseAll} />
              {t("docs.selectAll")}
            </label>
          )}
          {!empty && (!narrow || filtering) && show !== "trash" && <Sorting sort={sort} onSort={(next) => { setSort(next); save("docs.sort", next); }} />}
          {session.accounts && (
            <>
              {!empty && (!narrow || filtering) && <button type="button" className="pill" aria-pressed={mine} onClick={() => setMine(!mine)}>
                {t("docs.mine")}
              </button>}
              <PrivateUploads />
            </>
          )}
        </div>
        {selection.gathering && (
          <p className="docs-note" role="status">
            <LoaderCircle className="spin" /> {t("docs.selectingAll")}
          </p>
        )}
        {selection.chosen.length > 0 && show !== "trash" && (
          <SelectionBar chosen={selection.chosen} accounts={session.accounts} onAsk={onAskAbout} onClear={selection.clear} />
        )}
        <VectorsNote vectors={pulse.data?.vectors} />
        <p className="visually-hidden" role="status">
          {failureText(lost, session, t, language)}
        </p>
        {lost.length > 1 && <LostUploads lost={lost} uploads={sender} />}
        {show === "trash" ? (
          trash.length > 0 ? (
            <TrashList documents={trash} />
          ) : (
            <div className="empty">
              <Trash2 />
              <p>{t("docs.trashEmpty")}</p>
            </div>
          )
        ) : list.isPending ? (
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
        ) : empty ? (
          <div className="empty">
            <FileText />
            <h2>{t("docs.empty")}</h2>
            <p>{t(fingers ? "docs.emptyLeadTouch" : "docs.emptyLead")}</p>
            <small>{t("welcome.dropHint", { formats: formatList(session), size: formatLimit(session.max_bytes, language) })}</small>
          </div>
        ) : (
          <DocumentList
            items={items}
            selected={selection.keys}
            accounts={session.accounts}
            shown={passage?.document ?? ""}
            allSelected={allSelected}
            someSelected={selection.chosen.length > 0}
            onToggle={selection.toggle}
            onToggleAll={allSelected ? selection.clear : selection.chooseAll}
            onOpenFolder={toggleFolder}
            onChooseFolder={(folder, on) => selection.choose(folder.documents, on)}
            onAskAbout={(d) => onAskAbout([d])}
            onQuestion={onQuestion}
            onEnd={() => {
              if (list.hasNextPage && !list.isFetchingNextPage) void list.fetchNextPage();
            }}
          />
        )}
      </main>
      {passage && (
        <Suspense fallback={null}>
          <PassagePane passage={passage} onAskAbout={onAskAbout} onClose={() => navigate("/docs", { replace: true })} />
        </Suspense>
      )}
    </>
  );
}

// useShownAbove calls show when there are more files than before that were not uploaded: their rows are what tells of them.
function useShownAbove(lost: number, show: () => void) {
  const [known, setKnown] = useState(lost);
  if (known === lost) return;
  setKnown(lost);
  if (lost > known) show();
}

// useNarrow measures whether the page has room for the columns of the list. A document beside it takes room away.
function useNarrow() {
  const main = useRef<HTMLElement>(null);
  const [narrow, setNarrow] = useState(false);
  useLayoutEffect(() => {
    const element = main.current;
    if (!element) return;
    const measure = () => setNarrow(element.clientWidth <= headless);
    measure();
    const watcher = new ResizeObserver(measure);
    watcher.observe(element);
    return () => watcher.disconnect();
  }, []);
  return { main, narrow };
}

// useOpenFolders keeps which folders are open, also over a reload.
function useOpenFolders() {
  const [open, setOpen] = useState<ReadonlySet<string>>(() => new Set(load<string[]>("docs.open", [])));
  const toggleFolder = useCallback((path: string) => {
    setOpen((all) => {
      const next = new Set(all);
      if (!next.delete(path)) next.add(path);
      save("docs.open", [...next]);
      return next;
    });
  }, []);
  return { open, toggleFolder };
}

function orderCalled(name: string): DocumentOrder {
  return documentOrders.find((o) => o === name) ?? "name";
}

function Sorting({ sort, onSort }: { sort: DocumentOrder; onSort: (sort: DocumentOrder) => void }) {
  const { t } = useWords();
  return (
    <label className="search-filter">
      {t("docs.sort")}
      <select value={sort} onChange={(e) => onSort(orderCalled(e.target.value))}>
        {documentOrders.map((o) => (
          <option key={o} value={o}>
            {t(`docs.sort.${o}`)}
          </option>
        ))}
      </select>
    </label>
  );
}

// risesIn reports whether an upload stands above the documents that a part of the list shows.
function risesIn(upload: Upload, show: Show): boolean {
  if (show === "ready" || show === "failed") return false;
  return show !== (upload.state === "failed" ? "working" : "refused");
}

function matches(name: string, contains: string): boolean {
  return contains === "" || name.normalize("NFC").toLowerCase().includes(contains.normalize("NFC").toLowerCase());
}

// merge brings what is moving up to date in the list, and puts on top what the list has not heard of yet. In a list by name
// the documents that are being worked on come first; any other order is kept as it is.
function merge(list: DocumentEntry[], moving: DocumentEntry[], show: Show, contains: string, mine: boolean, sort: DocumentOrder): DocumentEntry[] {
  const fresh = new Map(moving.map((d) => [d.key, d]));
  const inWork = (d: DocumentEntry) => d.state === "queued" || d.state === "reading" || d.state === "indexing";
  if (show === "refused") return [];
  if (show === "working") return moving.filter((d) => matches(d.name, contains) && (!mine || d.mine));
  const known = new Set(list.map((d) => d.key));
  const unknown = show === "all" ? moving.filter((d) => !known.has(d.key) && matches(d.name, contains) && (!mine || d.mine)) : [];
  const current = list.map((d) => fresh.get(d.key) ?? d).filter((d) => d.state !== "deleting");
  if (sort === "newest") return [...unknown.filter((d) => d.uploaded > (list[0]?.uploaded ?? "")), ...current];
  if (sort !== "name") return list.length > 0 ? current : unknown;
  return [...unknown, ...current.filter(inWork), ...current.filter((d) => !inWork(d))];
}

// PrivateUploads chooses who sees what is uploaded from now on.
function PrivateUploads() {
  const { t } = useWords();
  const [on, change] = usePrivateUploads();
  return (
    <label className="search-filter visibility">
      {on ? <Lock /> : <Globe />}
      {t("docs.visibility")}
      <select value={on ? "me" : "all"} onChange={(e) => change(e.target.value === "me")}>
        <option value="all">{t("docs.toAll")}</option>
        <option value="me">{t("docs.toMe")}</option>
      </select>
    </label>
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
