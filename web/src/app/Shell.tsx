import { Suspense, useCallback, useEffect, useRef, useState, type ComponentType, type RefObject } from "react";
import { usePulse, useSettings, useWatchDocuments } from "../api/queries";
import type { Document as DocumentEntry } from "../api/wire";
import { ChatPage } from "../chat/ChatPage";
import type { ComposerHandle } from "../chat/Composer";
import { useAsk } from "../chat/useAsk";
import { sampledKey } from "../chat/useSamples";
import { later, useT, withSentences } from "../i18n";
import { defaultMode } from "../modes";
import { Sidebar } from "../sidebar/Sidebar";
import { watchFocus } from "../ui/focus";
import { noSide, touch, useMedia } from "../ui/hooks";
import { useToast } from "../ui/Toast";
import { fromInput } from "../upload/gather";
import type { NamedFile } from "../upload/uploads";
import { privateUploads } from "../upload/visibility";
import { useClient, useConnected, useUploadBatch, useUploads } from "./client";
import { DropZone } from "./DropZone";
import { useLook } from "./look";
import { navigate, usePlace } from "./router";
import { load } from "./storage";
import type { PaletteProps } from "./Palette";
import { OpenSidebar } from "./TopBar";
import { part } from "../ui/part";

const DocumentsPage = later(() => import("../documents/DocumentsPage"));
const SearchPage = later(() => import("../search/SearchPage"));
const SettingsPage = later(() => import("../settings/SettingsPage"));
const BatchNotice = later(() => import("../upload/BatchNotice"));
const SampleNotice = later(() => import("../documents/SampleNotice"));
const AdminPage = later(() => import("../admin/AdminPage"));
const LinkedAnswerPage = later(() => import("../chat/LinkedAnswerPage"));
const Drawer = part(() => import("./Drawer"));

const attachedAtMost = 5; // files that go along with the next question; more are documents only

// Shell is the window: the sidebar, the page, and what may come over both.
export function Shell() {
  const t = useT();
  const toast = useToast();
  const { uploads } = useClient();
  const { route, pane } = usePlace();
  const { setLook } = useLook();
  const [finding, setFinding] = useState(false);
  const [drawer, setDrawer] = useState(false);
  const small = useMedia(noSide);
  const composer = useRef<ComposerHandle>(null);
  const setComposer = useCallback((handle: ComposerHandle | null) => {
    composer.current = handle;
  }, []);
  const askAnew = useAsk("");
  const settings = useSettings();
  useEffect(watchFocus, []);

  // What the user chose on another machine holds here too.
  useEffect(() => {
    const s = settings.data;
    if (!s) return;
    setLook({
      ...(s.language === "ko" || s.language === "en" ? { language: s.language } : {}),
      ...(s.theme !== undefined ? { theme: s.theme === "light" || s.theme === "dark" ? s.theme : "" } : {}),
      ...(s.text_size ? { textSize: s.text_size } : {}),
    });
  }, [settings.data, setLook]);

  const startNew = useCallback(() => {
    navigate("/");
    setDrawer(false);
    requestAnimationFrame(() => composer.current?.focus());
  }, []);
  const askAbout = useCallback((documents: readonly DocumentEntry[]) => {
    navigate("/");
    setTimeout(() => {
      composer.current?.attachDocuments(documents);
      composer.current?.focus();
    });
  }, []);
  const askDocument = useCallback(
    (question: string, document: DocumentEntry) => void askAnew({ body: question, mode: defaultMode, dual: false, documents: [document.key] }),
    [askAnew],
  );

  const page = useRef(route.page);
  useEffect(() => {
    page.current = route.page;
  }, [route]);
  const [drawn, setDrawn] = useState(route);
  if (drawn !== route) {
    setDrawn(route);
    setDrawer(false);
  }

  const take = useCallback(
    (files: NamedFile[], attach: boolean) => {
      if (files.length === 0) {
        toast({ text: t("upload.none") });
        return;
      }
      const folders = files.some((f) => f.name.includes("/"));
      if (attach && page.current === "chat" && !folders && files.length <= attachedAtMost && composer.current) {
        composer.current.attach(files);
        return;
      }
      uploads.add(files, privateUploads());
    },
    [uploads, toast, t],
  );

  const fileField = useRef<HTMLInputElement>(null);
  const folderField = useRef<HTMLInputElement>(null);
  const attachPicked = useRef(false);
  const pickFiles = useCallback((folder: boolean, attach: boolean) => {
    attachPicked.current = attach;
    (folder ? folderField : fileField).current?.click();
  }, []);

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.isComposing || !(event.metaKey || event.ctrlKey) || event.altKey || event.key.toLowerCase() !== "k") return;
      event.preventDefault();
      if (event.shiftKey) startNew();
      else setFinding((open) => !open);
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [startNew]);

  const sidebar = <Sidebar route={route} onNew={startNew} onSearch={() => setFinding(true)} />;
  const closePalette = useCallback(() => setFinding(false), []);
  return (
    <OpenSidebar value={() => setDrawer(true)}>
      <a className="skip" href="#main" onClick={(e) => { e.preventDefault(); document.getElementById("main")?.focus(); }}>
        {t("app.skip")}
      </a>
      <div className="app" data-page={route.page} data-pane={pane || ((route.page === "search" || route.page === "documents") && route.passage) ? "" : undefined}>
        {!small && sidebar}
        <Suspense fallback={<main className="page-main" id="main" aria-busy />}>
          {route.page === "chat" && <ChatPage id={route.id} pane={pane} onComposer={setComposer} onPickFiles={pickFiles} />}
          {route.page === "documents" && <DocumentsPage failed={route.failed} passage={route.passage} onPickFiles={pickFiles} onAskAbout={askAbout} onQuestion={askDocument} />}
          {route.page === "search" && <SearchPage query={route.query} passage={route.passage} onAskAbout={askAbout} />}
          {route.page === "settings" && <SettingsPage />}
          {route.page === "answer" && <LinkedAnswerPage request={route.request} secret={route.key} />}
          {route.page === "admin" && <AdminPage />}
          {route.page === "file" && <MissingFile address={route.address} />}
          {route.page === "unknown" && <Nothing title={t("common.notFound")} lead="" />}
        </Suspense>
      </div>
      {small && drawer && (
        <Suspense fallback={null}>
          <Drawer onClose={() => setDrawer(false)}>{sidebar}</Drawer>
        </Suspense>
      )}
      <EarlyPalette
        open={finding}
        onClose={closePalette}
        onNew={startNew}
        onAsk={(question) => askAnew({ body: question, mode: defaultMode, dual: false, documents: [] })}
        onPickFiles={() => pickFiles(false, false)}
        onAskAbout={(document) => askAbout([document])}
      />
      <Watch />
      <DropZone onFiles={(files) => take(files, true)} />
      <FileField ref={fileField} onFiles={(files) => take(files, attachPicked.current)} />
      <FileField folder ref={folderField} onFiles={(files) => take(files, attachPicked.current)} />
    </OpenSidebar>
  );
}

const loadPalette = () => withSentences(() => import("./Palette"));

const calm = 1_500; // ms after the window was drawn, when a load hinders nothing

// EarlyPalette loads the palette before somebody wants it: it is drawn within the very key that opens it, so that what is typed
// next lands in its field. A lazy component would come some frames later. On a touch screen, which has no such key, the palette
// is loaded when it is opened.
function EarlyPalette({ open, ...props }: PaletteProps & { open: boolean }) {
  const [Palette, setPalette] = useState<ComponentType<PaletteProps>>();
  const missing = Palette === undefined;
  const fingers = useMedia(touch);
  useEffect(() => {
    if (!missing || (fingers && !open)) return;
    let current = true;
    const load = () => void loadPalette().then((part) => current && setPalette(() => part.default), () => {}); // unreachable: the next wish tries again
    const timer = setTimeout(load, open ? 0 : calm);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [missing, open, fingers]);
  return open && Palette ? <Palette {...props} /> : null;
}

// Watch follows uploads and documents for the whole page. It is a component of its own, so that their news, which come every
// second, draw nothing else.
function Watch() {
  const { watch } = useClient();
  useWatchDocuments(watch, useUploads().some((u) => u.state !== "failed"), useConnected());
  const ready = usePulse().data?.counts.ready ?? 0; // a change of it is when samples may have become superfluous
  const uploading = useUploadBatch().files > 0;
  return (
    <Suspense fallback={null}>
      {uploading && <BatchNotice />}
      {ready > 0 && load(sampledKey, false) && <SampleNotice />}
    </Suspense>
  );
}

interface FileFieldProps {
  ref: RefObject<HTMLInputElement | null>;
  folder?: boolean;
  onFiles: (files: NamedFile[]) => void;
}

// FileField is the hidden field behind the buttons that pick files, or a folder.
function FileField({ ref, folder = false, onFiles }: FileFieldProps) {
  return (
    <input
      ref={ref}
      type="file"
      multiple
      hidden
      {...(folder && { webkitdirectory: "" })}
      data-picker={folder ? "folder" : "files"}
      aria-hidden
      tabIndex={-1}
      onChange={(event) => {
        const files = event.target.files ? fromInput(event.target.files) : [];
        event.target.value = "";
        onFiles(files);
      }}
    />
  );
}

function Nothing({ title, lead }: { title: string; lead: string }) {
  const t = useT();
  return (
    <main className="page-main empty" id="main" tabIndex={-1}>
      <h1>{title}</h1>
      {lead !== "" && <p>{lead}</p>}
      <button type="button" className="button" onClick={() => navigate("/")}>
        {t("common.home")}
      </button>
    </main>
  );
}

const opening = 800; // ms after which a document that should have taken this page's place is being saved instead

// MissingFile stands where a document should be. Who has just signed in gets the document after all.
function MissingFile({ address }: { address: string }) {
  const t = useT();
  const [missing, setMissing] = useState(false);
  const [saved, setSaved] = useState(false);
  useEffect(() => {
    const ask = new AbortController();
    let late: number | undefined;
    // Some servers redirect to where the file is kept: then it is there.
    fetch(address, { method: "HEAD", redirect: "manual", signal: ask.signal }).then(
      (answer) => {
        if (!answer.ok && answer.type !== "opaqueredirect") {
          setMissing(true);
          return;
        }
        late = window.setTimeout(() => setSaved(true), opening);
        if (address === location.pathname + location.search) location.reload();
        else location.replace(address + location.hash);
      },
      () => ask.signal.aborted || setMissing(true),
    );
    return () => {
      ask.abort();
      clearTimeout(late);
    };
  }, [address]);
  if (saved) return <Nothing title={t("file.saved")} lead={t("file.savedLead")} />;
  return missing ? <Nothing title={t("file.missing")} lead={t("file.missingLead")} /> : <main className="page-main" id="main" aria-busy />;
}
