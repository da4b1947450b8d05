import { useQuery } from "@tanstack/react-query";
import { Lock } from "lucide-react";
import { useMemo, type MouseEvent } from "react";
import { call, Failure } from "../api/http";
import type { LinkedAnswer, Source, Turn } from "../api/wire";
import { TopBar } from "../app/TopBar";
import { useT } from "../i18n";
import { CiteContext, KnownContext } from "../markdown/cites";
import { doubtsOf } from "../markdown/doubts";
import Markdown from "../markdown/Markdown";
import { evidenceAt, inPassage } from "../source/evidence";
import { Marked } from "./CitationCard";
import { sourceName, sourcePlace } from "./sourceName";

// LinkedAnswerPage shows a colleague's answer that its link leads to, with the passages that it rests on.
export default function LinkedAnswerPage({ request, secret }: { request: string; secret: string }) {
  const t = useT();
  const answer = useQuery({
    queryKey: ["linked", request, secret],
    queryFn: ({ signal }) => call<LinkedAnswer>(`/api/answers/${encodeURIComponent(request)}?key=${encodeURIComponent(secret)}`, { signal }),
    retry: (count, error) => count < 2 && !(error instanceof Failure && error.status >= 400 && error.status < 500),
  });
  const message = answer.error instanceof Failure ? answer.error.message : "";
  return (
    <main className="page-main" id="main" tabIndex={-1}>
      <TopBar title={t("linked.title")} />
      <div className="settings-scroll">
        {answer.data && <Answer answer={answer.data} />}
        {answer.isError && (
          <div className="empty">
            <Lock />
            <p>{message || t("linked.failed")}</p>
          </div>
        )}
      </div>
    </main>
  );
}

const placeOf = (number: number) => `linked-source-${number}`;

function Answer({ answer: { turn, by } }: { answer: LinkedAnswer }) {
  const t = useT();
  const list = useMemo(() => turn.sources ?? [], [turn.sources]);
  const doubts = useMemo(() => doubtsOf(turn.verdicts ?? []), [turn.verdicts]);
  const known = useMemo(() => ({ known: new Set(list.map((s) => s.number)) }), [list]);
  const context = useMemo(() => ({ sources: new Map(list.map((s) => [s.number, s])), open: 0, chosen: () => false }), [list]);
  const toSource = (event: MouseEvent<HTMLElement>) => {
    const number = (event.target as Element).closest("[data-cite]")?.getAttribute("data-cite");
    if (!number) return;
    const source = document.getElementById(placeOf(Number(number))) as HTMLDetailsElement | null;
    if (source) source.open = true;
    source?.scrollIntoView({ block: "center" });
    source?.querySelector("summary")?.focus({ preventScroll: true });
  };
  return (
    <article className="linked">
      <h2>{turn.body}</h2>
      {by && <p className="linked-by">{t("linked.by", { name: by })}</p>}
      {turn.label && <p className="label">{turn.label}</p>}
      {/* oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions -- the citations in it are buttons */}
      <div className="linked-answer" onClick={toSource}>
        <KnownContext value={known}>
          <CiteContext value={context}>
            <Markdown text={turn.answer} doubts={doubts} />
          </CiteContext>
        </KnownContext>
      </div>
      {turn.failure && <p className="dim">{turn.failure.message}</p>}
      {list.length > 0 && (
        <section aria-labelledby="linked-sources">
          <h3 id="linked-sources">{t("export.sources")}</h3>
          {list.map((s) => (
            <Passage key={s.number} source={s} turn={turn} />
          ))}
        </section>
      )}
    </article>
  );
}

function Passage({ source: s, turn }: { source: Source; turn: Turn }) {
  const t = useT();
  const among = turn.sources ?? [];
  const place = sourcePlace(s, among, t);
  const evidence = evidenceAt(turn.answer, turn.verdicts ?? [], s.number, -1);
  return (
    <details className="more" id={placeOf(s.number)}>
      <summary>
        <span className="cite">{s.number}</span> {sourceName(s, among)} {place && <small>{place}</small>}
      </summary>
      <blockquote>{s.translation || <Marked text={s.excerpt} ranges={inPassage(s, s.excerpt, evidence)} />}</blockquote>
      {s.original && <pre tabIndex={0}>{s.original}</pre>}
      {s.url && (
        <a href={s.url} target="_blank" rel="noreferrer">
          {t("source.open")}
        </a>
      )}
    </details>
  );
}
