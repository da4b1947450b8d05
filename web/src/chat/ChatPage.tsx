import { ArrowDown, CloudOff, MessageCircleX } from "lucide-react";
import { Suspense, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useConversation } from "../api/conversation";
import { useConversations, conversationsOf, shownTitle, useSettings } from "../api/queries";
import type { Turn } from "../api/wire";
import { useClient, useInterrupted, useLiveTurns } from "../app/client";
import { navigate, openPane, type Pane } from "../app/router";
import { TopBar } from "../app/TopBar";
import { useT, later } from "../i18n";
import { plainText } from "../markdown/citations";
import { ended, type LiveTurn } from "../engine/live";
import { evidenceAt } from "../source/evidence";
import { modeAsked, modeByID, modeOf } from "../modes";
import { useAfter, useLatest, useOnline } from "../ui/hooks";
import type { Hovered } from "./CitationCard";
import { Composer, type ComposerHandle, type Editing } from "./Composer";
import { TurnItem, type HoveredCite, type TurnActions } from "./TurnItem";
import { useAsk, type Question } from "./useAsk";
import { useFollow } from "./useFollow";
import { useGroups } from "./groups";
import { useOlder } from "./useOlder";
import { useStopKey } from "./useStopKey";
import { parentOf, useVersions } from "./useVersions";
import { askFields, type TurnView } from "./view";
import { Welcome } from "./Welcome";

const CitationCard = later(() => import("./CitationCard"));
const ConversationMenu = later(() => import("./ConversationMenu"));
const SourcePane = later(() => import("../source/SourcePane"));
const FollowUps = later(() => import("./FollowUps"));
const WhyPane = later(() => import("../source/WhyPane"));

interface Props {
  id: string; // "" for a conversation that has no question yet
  pane: Pane;
  onComposer: (composer: ComposerHandle | null) => void;
  onPickFiles: (folder: boolean, attach: boolean) => void;
}

const noTurns: readonly Turn[] = [];
const noLive: readonly LiveTurn[] = [];

export function ChatPage({ id, pane, onComposer, onPickFiles }: Props) {
  const t = useT();
  const { engine, user } = useClient();
  const live = useLiveTurns(id);
  const log = useConversation(id);
  const settings = useSettings();
  const turns = log.data?.turns ?? noTurns;
  const { shown, choose } = useVersions(id, turns, id === "" ? noLive : live);
  const views = useMemo(() => shown.map((s) => s.view), [shown]);
  const groups = useGroups(shown);
  const running = views.find((v) => v.phase !== "done" && v.phase !== "failed");
  const missing = id !== "" && log.data?.missing && views.length === 0;
  const put = useAsk(missing ? "" : id); // a question to a conversation that is gone begins another one
  const latestShown = useLatest(shown);
  const ask = useCallback(
    (question: Question) => {
      const place = latestShown().find((s) => question.replaces !== undefined && s.versions.includes(question.replaces));
      if (place) choose(place.versions[0] ?? "", ""); // the new version is shown
      return put({ ...question, parent: parentOf(latestShown(), question.replaces) });
    },
    [put, latestShown, choose],
  );
  const { box, content, atEnd, toEnd } = useFollow(id, views.length === 0, !running ? "none" : running.answer === "" ? "awaited" : "written");
  const older = useOlder(box, views[0]?.id ?? "", log.readOlder);
  const [editing, setEditing] = useState<Editing | null>(null);
  const handle = useRef<ComposerHandle>(null);
  const title = useTitle(id, views);

  const [edited, setEdited] = useState(id); // the conversation that the edited question belongs to
  if (edited !== id) {
    setEdited(id);
    setEditing(null);
  }

  // A turn that runs on the server, begun before a reload or in another window, is followed from its beginning.
  useEffect(() => {
    for (const turn of turns) if (turn.outcome === "running") engine.follow(askFields(turn, user, id));
  }, [turns, engine, user, id]);

  const deleted = log.data?.deleted;
  useEffect(() => {
    if (deleted) for (const turn of engine.of(id)) if (ended(turn)) engine.forget(turn.id);
  }, [deleted, engine, id]);

  const [hovered, setHovered] = useState<Hovered | null>(null);
  const showHover = useHover(setHovered);
  const latestViews = useLatest(views);
  const current = useLatest({ running, ask });
  const actions = useMemo<TurnActions>(() => {
    const again = (view: TurnView) => {
      const mode = modeOf({ ...view.mode, function_type: view.file ? "rag" : view.mode.function_type }) ?? modeByID("");
      current().ask({
        body: view.question, mode, dual: view.mode.function_type === "dual-search", documents: view.documents, replaces: view.id, file: view.file,
      });
    };
    return {
      retry: (view) => {
        if (!current().running) again(view);
      },
      edit: (view) => setEditing({ id: view.id, text: view.question, mode: modeOf(view.mode), documents: view.documents }),
      stop: (turn) => engine.stop(turn),
      openSource: (turn, number, occurrence) => openPane({ kind: "source", turn, number, occurrence }),
      choose,
      why: (turn) => openPane({ kind: "why", turn }),
      hover: showHover,
    };
  }, [engine, current, showHover, choose]);

  // The composer is drawn again only when something of its own changes, not with every word of an answer.
  const onAsk = useCallback(
    (question: Question) => {
      ask(question);
      setEditing(null);
      toEnd();
    },
    [ask, toEnd],
  );
  const editLast = useCallback(() => {
    const last = latestViews().findLast((v) => !v.file && v.phase !== "unsent");
    if (last && !current().running) actions.edit(last);
  }, [latestViews, current, actions]);
  const cancelEdit = useCallback(() => {
    setEditing(null);
    handle.current?.focus();
  }, []);
  const stop = useCallback(() => {
    const { running: now } = current();
    if (now) engine.stop(now.id);
  }, [engine, current]);
  useStopKey(running !== undefined, stop);
  const last = views.at(-1);
  const asked = views.map((v) => v.question).join(" ");
  const followUp = useCallback(
    (body: string) => {
      const view = latestViews().at(-1);
      if (view) onAsk({ body, mode: modeOf(view.mode) ?? modeByID(""), dual: view.mode.function_type === "dual-search", documents: view.documents });
    },
    [latestViews, onAsk],
  );
  const attachPicked = useCallback((folder: boolean) => onPickFiles(folder, true), [onPickFiles]);
  const setHandle = useCallback(
    (h: ComposerHandle | null) => {
      handle.current = h;
      onComposer(h);
    },
    [onComposer],
  );

  const cited = pane ? views.find((v) => v.id === pane.turn) : undefined;
  // A turn whose place another version has taken, or that is not there, leaves nothing to show.
  const stale = pane !== null && !cited && views.length > 0;
  useEffect(() => {
    if (stale) openPane(null);
  }, [stale]);
  const returnTo = useRef<HTMLElement | null>(null);
  useEffect(() => {
    if (pane && document.activeElement instanceof HTMLElement && document.activeElement.closest(".turn")) returnTo.current = document.activeElement;
  }, [pane]);
  const closePane = useCallback(() => {
    openPane(null);
    returnTo.current?.focus({ preventScroll: true });
  }, []);
  const openSource = useCallback((turn: string) => (number: number) => openPane({ kind: "source", turn, number, occurrence: -1 }), []);

  const empty = id === "" || (missing && live.length > 0);
  const loading = id !== "" && log.isPending && views.length === 0;
  return (
    <>
      <main className="chat" id="main" tabIndex={-1}>
        <TopBar title={id === "" ? "" : title}>
          {views.length > 0 && (
            <Suspense fallback={<span className="icon" />}>
              <ConversationMenu id={id} title={title} views={latestViews} />
            </Suspense>
          )}
        </TopBar>
        <Interruption />
        <div className="scroll" ref={box} data-welcome={(empty && views.length === 0) || undefined}>
          <div className="column" data-empty={views.length === 0 || undefined} ref={content} role="log" aria-live="off" aria-label={t("conversation.log")}>
            {log.data?.before && (
              <button type="button" className="more-button" disabled={log.readingOlder} onClick={older}>
                {t("conversation.older")}
              </button>
            )}
            {empty && views.length === 0 && <Welcome onAsk={onAsk} onPickFiles={onPickFiles} />}
            {loading && <Skeleton />}
            {missing && live.length === 0 && (
              <div className="empty">
                <MessageCircleX />
                <p>{t(deleted ? "conversation.gone" : "conversation.missing")}</p>
                <button type="button" className="button" onClick={() => navigate("/")}>
                  {t("nav.new")}
                </button>
              </div>
            )}
            {log.isError && views.length === 0 && (
              <div className="empty">
                <CloudOff />
                <p>{t("conversation.failed")}</p>
                <button type="button" className="button" onClick={() => void log.refetch()}>
                  {t("common.retry")}
                </button>
              </div>
            )}
            {groups.map((group) => (
              <div className="turns" key={group.key}>
                {group.shown.map(({ view, versions }) => (
              <TurnItem
                key={versions[0]}
                view={view}
                versions={versions.join(" ")}
                openNumber={pane?.kind === "source" && pane.turn === view.id ? pane.number : 0}
                openAt={pane?.kind === "source" && pane.turn === view.id ? pane.occurrence : -1}
                whyOpen={pane?.kind === "why" && pane.turn === view.id}
                showSources={settings.data?.references !== false}
                actions={actions}
              >
                {view === last && view.outcome === "completed" && view.sources.some((s) => s.headings?.length) && (
                  <Suspense fallback={null}>
                    <FollowUps question={asked} sources={view.sources} onAsk={followUp} />
                  </Suspense>
                )}
              </TurnItem>
                ))}
              </div>
            ))}
          </div>
        </div>
        <div className="dock">
          {!atEnd && (
            <button type="button" className="to-end" aria-label={t("conversation.toEnd")} onClick={toEnd}>
              <ArrowDown />
            </button>
          )}
          <Composer
            ref={setHandle}
            draft={id || "new"}
            asked={modeAsked(views.findLast((v) => !v.file)?.mode)}
            chosen={(views.findLast((v) => !v.file)?.documents ?? []).join("\n")}
            running={running !== undefined}
            editing={editing}
            onEditLast={editLast}
            onCancelEdit={cancelEdit}
            onAsk={onAsk}
            onStop={stop}
            onPickFiles={attachPicked}
          />
        </div>
        <Announcer views={views} />
        <Suspense fallback={null}>{hovered && <CitationCard hovered={hovered} />}</Suspense>
      </main>
      <Suspense fallback={null}>
        {pane?.kind === "source" && cited && (
          <SourcePane view={cited} number={pane.number} occurrence={pane.occurrence} onOpen={openSource(cited.id)} onClose={closePane} />
        )}
        {pane?.kind === "why" && cited && <WhyPane view={cited} onOpen={openSource(cited.id)} onClose={closePane} />}
      </Suspense>
    </>
  );
}

// useTitle names a conversation as the list does, or after its first question while the list does not have it yet. One that
// is still being read, or is not there, has no name.
function useTitle(id: string, views: readonly TurnView[]): string {
  const t = useT();
  const conversations = useConversations("", id !== "");
  const known = conversationsOf(conversations.data).find((c) => c.id === id);
  const first = views[0];
  const title = (known && shownTitle(known)) || (first ? (first.file ? t("turn.summaryOf", { name: first.question }) : first.question.replace(/\s+/g, " ").slice(0, 80)) : "");
  useEffect(() => {
    document.title = title === "" ? t("app.name") : `${title} · ${t("app.name")}`;
  }, [id, title, t]);
  return title;
}

// useHover shows a citation's card after a moment, so that a pointer on its way elsewhere raises none. What scrolls elsewhere
// leaves the card alone: it goes when its citation is no longer where the pointer or the focus found it.
function useHover(setHovered: (hovered: Hovered | null) => void) {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const shown = useRef<{ anchor: HTMLElement; top: number }>(undefined);
  const show = useCallback((cite: HoveredCite | null) => {
    clearTimeout(timer.current);
    if (!cite) {
      timer.current = setTimeout(() => setHovered(null), 60);
      return;
    }
    const { anchor, source, occurrence, view } = cite;
    const { top } = anchor.getBoundingClientRect();
    timer.current = setTimeout(() => {
      if (moved(anchor, top) && !anchor.matches(":hover, :focus")) return; // away from beneath the pointer
      shown.current = { anchor, top: anchor.getBoundingClientRect().top };
      setHovered({ anchor, source, evidence: evidenceAt(view.answer, view.verdicts, source.number, occurrence) });
    }, 120);
  }, [setHovered]);
  useEffect(() => {
    const hide = () => {
      clearTimeout(timer.current);
      setHovered(null);
    };
    const onScroll = () => {
      const at = shown.current;
      if (!at || !moved(at.anchor, at.top)) return;
      shown.current = undefined;
      setHovered(null);
    };
    const onKey = (event: KeyboardEvent) => event.key === "Escape" && hide();
    addEventListener("scroll", onScroll, { capture: true, passive: true });
    addEventListener("pointerdown", hide);
    addEventListener("keydown", onKey);
    return () => {
      clearTimeout(timer.current);
      removeEventListener("scroll", onScroll, { capture: true });
      removeEventListener("pointerdown", hide);
      removeEventListener("keydown", onKey);
    };
  }, [setHovered]);
  return show;
}

const moved = (anchor: HTMLElement, top: number) => Math.abs(anchor.getBoundingClientRect().top - top) > 1;

// Announcer tells screen readers of an answer once, when it is complete.
function Announcer({ views }: { views: readonly TurnView[] }) {
  const t = useT();
  const [text, setText] = useState("");
  const ran = useRef(new Set<string>());
  useEffect(() => {
    for (const view of views) {
      if (view.phase === "done" || view.phase === "failed") {
        if (ran.current.delete(view.id)) {
          setText(view.phase === "failed" ? view.problem?.message || t("turn.failed") : t("turn.finished", { text: plainText(view.answer).slice(0, 600) }));
        }
      } else ran.current.add(view.id);
    }
  }, [views, t]);
  return (
    <div className="visually-hidden" aria-live="polite" data-announcer="">
      {text}
    </div>
  );
}

// Interruption is the quiet line while the connection is gone.
function Interruption() {
  const t = useT();
  const lost = useAfter(useInterrupted(), 700);
  const online = useOnline();
  if (!lost) return null;
  return (
    <div className="strip" role="status">
      <CloudOff />
      {t(online ? "net.lost" : "net.offline")}
    </div>
  );
}

function Skeleton() {
  const t = useT();
  return (
    <div className="turn" role="status" aria-label={t("app.loading")}>
      <div className="skeleton q-skeleton" />
      {[92, 98, 74, 88, 60].map((width) => (
        <div key={width} className="skeleton line" style={{ width: `${width}%` }} />
      ))}
    </div>
  );
}
