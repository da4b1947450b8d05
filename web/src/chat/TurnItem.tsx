import { ChevronLeft, ChevronRight, CircleAlert, CloudOff, FileText, Info, LoaderCircle, Pencil, Quote, RotateCcw } from "lucide-react";
import { memo, Suspense, useCallback, useLayoutEffect, useMemo, useRef, useState, type PointerEvent, type ReactNode } from "react";
import { usePulse, workingCount } from "../api/queries";
import type { Source } from "../api/wire";
import { useClient, useInterrupted, useLiveTurn } from "../app/client";
import { formatDuration, later, useT } from "../i18n";
import { CiteContext, KnownContext } from "../markdown/cites";
import { doubtsOf } from "../markdown/doubts";
import { Markdown } from "../markdown/lazy";
import { citedIn, inWhole, supportedOnly } from "../source/evidence";
import { CopyButton } from "../ui/CopyButton";
import { useAfter } from "../ui/hooks";
import { IconButton } from "../ui/IconButton";
import { part } from "../ui/part";
import { answerHTML, answerText, sourceLines } from "./export";
import { ScopeNote } from "./ScopeNote";
import { SourceChips } from "./SourceChips";
import { activity, knowledge, summary } from "./stages";
import { LinkButton } from "./LinkButton";
import { viewLive, type TurnView } from "./view";

const ReadAloud = later(() => import("./ReadAloud"));
const PrintedSources = part(() => import("./PrintedSources"));
const Recording = later(() => import("./Recording"));

export interface TurnActions {
  retry: (view: TurnView) => void;
  edit: (view: TurnView) => void;
  stop: (id: string) => void;
  openSource: (turn: string, number: number, occurrence: number) => void;
  why: (turn: string) => void;
  choose: (first: string, version: string) => void; // the version of a question that is shown
  hover: (cite: HoveredCite | null) => void;
}

// HoveredCite is a citation that the pointer or the focus is on.
export interface HoveredCite {
  anchor: HTMLElement;
  source: Source;
  occurrence: number; // among the answer's citations of the source
  view: TurnView;
}

interface Props {
  view: TurnView; // of a turn under way: as it was when it reached its phase; what arrives since is read from the engine
  versions: string; // the ids of all that were asked in this place, the oldest first
  openNumber: number; // the source of this turn that the pane shows; 0: none
  openAt: number; // which of the answer's citations of it was chosen; -1: none of them
  whyOpen: boolean;
  showSources: boolean;
  actions: TurnActions;
  children?: ReactNode; // below the answer
}

export const TurnItem = memo(function TurnItem({ view: given, versions, openNumber, openAt, whyOpen, showSources, actions, children }: Props) {
  const live = useLiveTurn(given.id);
  const view = live ? viewLive(live) : given;
  return (
    <div className="turn" data-turn={view.id}>
      <QuestionBubble view={view} settled={view.phase === "done" || view.phase === "failed"} actions={actions} />
      <Answer view={view} versions={versions} openNumber={openNumber} openAt={openAt} whyOpen={whyOpen} showSources={showSources} actions={actions} />
      {children}
    </div>
  );
});

const tallest = 260; // CSS pixels of a question before it folds

// mayFold tells questions that may be taller on the narrowest screen from those that are short whatever the screen. Only
// those are measured: measuring makes the browser lay out turns that are far out of sight.
function mayFold(question: string): boolean {
  return question.length + 12 * (question.split("\n").length - 1) > 100;
}

// A question is drawn once more when its answer is complete, not with every word of it.
const QuestionBubble = memo(
  function QuestionBubble({ view, settled, actions }: { view: TurnView; settled: boolean; actions: TurnActions }) {
  const t = useT();
  const text = useRef<HTMLDivElement>(null);
  const [tall, setTall] = useState(false);
  const [unfolded, setUnfolded] = useState(false);
  useLayoutEffect(() => {
    if (text.current && mayFold(view.question)) setTall(text.current.scrollHeight > tallest + 40);
  }, [view.question]);
  return (
    <div className="question">
      <h2 className="visually-hidden">{t("turn.question")}</h2>
      <div className="q" data-folded={(tall && !unfolded) || undefined}>
        <div className="q-text" ref={text}>
          {view.file ? (
            <span className="q-file">
              <FileText />
              {t("turn.summaryOf", { name: view.question })}
            </span>
          ) : (
            view.question
          )}
        </div>
        {!view.file && view.documents.length > 0 && <ScopeNote documents={view.documents} />}
        {tall && (
          <button type="button" className="text-button" aria-expanded={unfolded} onClick={() => setUnfolded(!unfolded)}>
            {unfolded ? t("turn.less") : t("turn.more")}
          </button>
        )}
      </div>
      <div className="acts q-acts">
        {settled && (
          <>
            <CopyButton text={() => view.question} label={t("turn.copyQuestion")} />
            {!view.file && (
              <IconButton label={t("turn.edit")} onClick={() => actions.edit(view)}>
                <Pencil />
              </IconButton>
            )}
          </>
        )}
      </div>
    </div>
  );
  },
  (a, b) => a.view.id === b.view.id && a.view.question === b.view.question && a.settled === b.settled && a.actions === b.actions,
);

function Answer({ view, versions, openNumber, openAt, whyOpen, showSources, actions }: Props) {
  const t = useT();
  const { session } = useClient();
  const body = useRef<HTMLDivElement>(null);
  const pointer = useRef(""); // where the mouse was last: what scrolls or moves beneath a mouse at rest was not pointed at
  const sources = useMemo(() => new Map(view.sources.map((s) => [s.number, s])), [view.sources]);
  const numbers = view.sources.map((s) => s.number).join(" ");
  const known = useMemo(() => ({ known: new Set(numbers === "" ? [] : numbers.split(" ").map(Number)) }), [numbers]);
  const cited = useMemo(() => [...citedIn(view.answer, view.sources)].join(" "), [view.answer, view.sources]);
  const running = view.phase !== "done" && view.phase !== "failed";
  const [fresh] = useState(running); // asked while somebody looks
  const lost = useInterrupted();
  const streaming = view.phase === "streaming" && !lost; // nothing arrives while the connection is gone
  const [strict, setStrict] = useState(false); // only what a source bears out is shown
  const doubts = useMemo(() => doubtsOf(view.verdicts), [view.verdicts]);
  const shown = useMemo(() => (strict ? supportedOnly(view.answer, view.verdicts) : view.answer), [strict, view.answer, view.verdicts]);

  const citeAt = (target: EventTarget) => {
    const button = target instanceof Element ? target.closest<HTMLElement>("[data-cite]") : null;
    const number = Number(button?.dataset.cite);
    return button && sources.has(number) ? { button, number } : null;
  };
  // occurrenceOf is which of the answer's citations of its source a button is; -1 for a chip, which is none of them.
  const occurrenceOf = useCallback(
    ({ button, number }: { button: HTMLElement; number: number }) => {
      const same = body.current?.querySelectorAll<HTMLElement>(`.md [data-cite="${number}"]`) ?? [];
      const nth = [...same].indexOf(button);
      return strict && nth >= 0 ? inWhole(view.answer, view.verdicts, number, nth) : nth;
    },
    [strict, view.answer, view.verdicts],
  );
  // An answer on its way has nothing open as a rule; its numbers are not drawn again with every word.
  const chosen = openNumber > 0 && openAt >= 0 ? occurrenceOf : null;
  const context = useMemo(
    () => ({ sources, open: openNumber, chosen: (button: HTMLElement) => chosen === null || chosen({ button, number: openNumber }) === openAt }),
    [sources, openNumber, openAt, chosen],
  );
  const open = (target: EventTarget) => {
    const cite = citeAt(target);
    if (cite) actions.openSource(view.id, cite.number, occurrenceOf(cite));
  };
  const hover = (target: EventTarget) => {
    const cite = citeAt(target);
    const source = cite && sources.get(cite.number);
    actions.hover(cite && source ? { anchor: cite.button, source, occurrence: occurrenceOf(cite), view } : null);
  };

  return (
    <div
      className="a"
      ref={body}
      aria-busy={running}
      onClick={(event) => open(event.target)}
      onPointerMove={(event) => (pointer.current = placeOf(event))}
      onPointerOver={(event) => event.pointerType === "mouse" && pointer.current !== placeOf(event) && hover(event.target)}
      onPointerLeave={(event) => {
        pointer.current = placeOf(event);
        if (event.pointerType === "mouse") actions.hover(null);
      }}
      onFocus={(event) => event.target.matches(":focus-visible") && hover(event.target)}
      onBlur={() => actions.hover(null)}
    >
      <h2 className="visually-hidden">{t("turn.answer")}</h2>
      <Steps view={view} whyOpen={whyOpen} actions={actions} />
      {view.label !== "" && (
        <p className="label">
          {view.extractive ? <Quote /> : <Info />}
          {view.label}
        </p>
      )}
      {view.notices
        .filter((n) => n.code !== "extractive")
        .map((notice, i) =>
          notice.code === "learning" ? (
            <Learning key={`${notice.code}-${i}`} message={notice.message} />
          ) : (
            <p className="notice" key={`${notice.code}-${i}`}>
              <Info />
              {notice.message}
            </p>
          ),
        )}
      {view.again && running && (
        <p className="notice">
          <Info />
          {t("turn.again")}
        </p>
      )}
      {view.answer !== "" && (
        <KnownContext value={known}>
          <CiteContext value={context}>
            <div className="answer-text">
              <Markdown text={shown} streaming={streaming} doubts={strict ? undefined : doubts} />
              {strict && shown === "" && <p className="ending">{t("doubt.nothingLeft")}</p>}
            </div>
          </CiteContext>
        </KnownContext>
      )}
      {!running && doubts.length > 0 && (
        <label className="strict">
          <input type="checkbox" checked={strict} onChange={(event) => setStrict(event.target.checked)} />
          {t("doubt.strict")}
        </label>
      )}
      {view.translation !== "" && (
        <details className="more" open>
          <summary>{t("turn.translation")}</summary>
          <KnownContext value={known}>
            <CiteContext value={context}>
              <Markdown text={view.translation} />
            </CiteContext>
          </KnownContext>
        </details>
      )}
      {(view.speech !== "" || view.sentences.length > 0) && (
        <Suspense fallback={null}>
          <Recording key={view.id} sentences={view.sentences} whole={view.speech} complete={!running} />
        </Suspense>
      )}
      <Ending view={view} actions={actions} />
      {fresh && foundNothing(view) && <Unread onAgain={() => actions.retry(view)} />}
      {view.answer !== "" && showSources && view.sources.length > 0 && <SourceChips sources={view.sources} cited={cited} open={openNumber} waiting={running} />}
      <Suspense fallback={null}>
        <PrintedSources view={view} cited={cited} sources={showSources} />
      </Suspense>
      {view.debug !== "" && (
        <details className="more debug">
          <summary>{t("turn.debug")}</summary>
          <pre tabIndex={0}>{view.debug}</pre>
        </details>
      )}
      {running && view.answer !== "" && <div className="acts-room" />}
      {!running && (
        <div className="acts">
          {view.answer !== "" && (
            <CopyButton
              label={t("turn.copy")}
              text={() => {
                const drawn = body.current?.querySelector(".md");
                const text = answerText(view, t);
                return drawn ? { text, html: answerHTML(drawn, sourceLines(view, t), t("export.sources")) } : text;
              }}
            />
          )}
          {view.answer !== "" && view.speech === "" && view.sentences.length === 0 && !session.speech && canRead() && (
            <Suspense fallback={<span className="icon" />}>
              <ReadAloud key={view.id} answer={view.answer} />
            </Suspense>
          )}
          {session.accounts && view.answer !== "" && <LinkButton request={view.id} link={view.link} />}
          {!broken(view) && (
            <IconButton label={t("turn.retry")} onClick={() => actions.retry(view)}>
              <RotateCcw />
            </IconButton>
          )}
          {/* at the end: a second version must not move the button that asked for it */}
          {versions.includes(" ") && <Versions ids={versions.split(" ")} shown={view.id} actions={actions} />}
        </div>
      )}
    </div>
  );
}

// Versions goes through what was asked in one place of the conversation.
function Versions({ ids, shown, actions }: { ids: readonly string[]; shown: string; actions: TurnActions }) {
  const t = useT();
  const at = ids.indexOf(shown);
  const go = (to: number) => actions.choose(ids[0] ?? "", ids[to] ?? "");
  return (
    <span className="versions" role="group" aria-label={t("turn.versions")}>
      <IconButton label={t("turn.versionBefore")} disabled={at <= 0} onClick={() => go(at - 1)}>
        <ChevronLeft />
      </IconButton>
      {`${at + 1}/${ids.length}`}
      <IconButton label={t("turn.versionAfter")} disabled={at >= ids.length - 1} onClick={() => go(at + 1)}>
        <ChevronRight />
      </IconButton>
    </span>
  );
}

const placeOf = (event: PointerEvent) => `${event.clientX} ${event.clientY}`;

function canRead(): boolean {
  return typeof window !== "undefined" && "speechSynthesis" in window && typeof SpeechSynthesisUtterance !== "undefined";
}

// Steps is the line above an answer: what is happening, and afterwards what it rests on.
function Steps({ view, whyOpen, actions }: { view: TurnView; whyOpen: boolean; actions: TurnActions }) {
  const t = useT();
  const running = view.phase !== "done" && view.phase !== "failed";
  const late = useAfter(view.phase === "unsent", 1200);
  if (view.phase === "unsent" && late) {
    return (
      <div className="steps">
        <CloudOff />
        <span>{t("turn.unsent")}</span>
        <button type="button" onClick={() => actions.stop(view.id)}>
          {t("turn.cancelUnsent")}
        </button>
      </div>
    );
  }
  if (running) {
    const known = knowledge(view, t);
    const now = activity(view, t);
    return (
      <div className="steps" data-running="">
        {view.phase !== "streaming" && <LoaderCircle className="spin" />}
        {view.phase === "streaming" && known !== "" ? (
          <span>{known}</span>
        ) : (
          <>
            <span>{now}</span>
            {known !== "" && now !== known && <span className="dim">{known}</span>}
          </>
        )}
      </div>
    );
  }
  const found = summary(view, t);
  const took = view.trace?.took_ms ? formatDuration(view.trace.took_ms, t) : "";
  const explained = view.trace && (view.trace.stores?.length || view.trace.model || view.sources.length > 0);
  if (found === "" && !explained) return null;
  return (
      <div className="steps">
        {(found || took) && <span>{[found, took].filter(Boolean).join(" · ")}</span>}
        {explained && (
          <button type="button" aria-expanded={whyOpen} onClick={() => actions.why(view.id)}>
            {t("turn.why")}
          </button>
        )}
      </div>
  );
}

// broken tells the turns that end with a button to ask again.
const broken = (view: TurnView) => view.phase === "failed" || view.outcome === "interrupted";

// foundNothing tells answers for which documents were searched in vain.
const foundNothing = (view: TurnView) => view.phase === "done" && view.outcome === "completed" && view.sources.length === 0 && (view.trace?.stores?.length ?? 0) > 0;

// Unread says that what was asked may stand in documents that were still being read, and when they are ready. Where none were,
// it is nothing.
function Unread({ onAgain }: { onAgain: () => void }) {
  const t = useT();
  const count = workingCount(usePulse().data?.counts ?? {});
  const [waited, setWaited] = useState(false);
  if (count > 0 && !waited) setWaited(true);
  if (!waited) return null;
  return (
    <div className="ending">
      <Info />
      <span>{count > 0 ? t("turn.unread", { count }) : t("turn.allRead")}</span>
      {count === 0 && (
        <button type="button" className="text-button" onClick={onAgain}>
          {t("turn.askAgain")}
        </button>
      )}
    </div>
  );
}

// Ending says how a turn ended when it was not simply answered.
function Ending({ view, actions }: { view: TurnView; actions: TurnActions }) {
  const t = useT();
  if (view.phase === "failed") {
    return (
      <div className="ending" data-tone="bad">
        <CircleAlert />
        <span>{view.problem?.message || `${t("turn.failed")} ${t("turn.failedHint")}`}</span>
        <button type="button" className="text-button" onClick={() => actions.retry(view)}>
          {t(view.answer === "" ? "turn.askAgain" : "turn.getAgain")}
        </button>
      </div>
    );
  }
  if (view.phase !== "done") return null;
  if (view.outcome === "stopped") return <p className="ending">{view.answer === "" ? t("turn.stoppedEmpty") : t("turn.stopped")}</p>;
  if (view.outcome === "interrupted") {
    return (
      <div className="ending" data-tone="warn">
        <CircleAlert />
        <span>{t("turn.interrupted")}</span>
        <button type="button" className="text-button" onClick={() => actions.retry(view)}>
          {t(view.answer === "" ? "turn.askAgain" : "turn.getAgain")}
        </button>
      </div>
    );
  }
  if (view.answer === "") return <p className="ending">{t("turn.emptyAnswer")}</p>;
  return null;
}

// Learning is the note that some passages could not be found by meaning yet. It goes when they can.
function Learning({ message }: { message: string }) {
  const { data } = usePulse();
  if (!data || data.vectors?.missing === 0) return null;
  return (
    <p className="notice" data-calm>
      <Info />
      {message}
    </p>
  );
}
