import "../styles/source.css";
import { useMemo, type ReactNode } from "react";
import { storeKey } from "../chat/CitationCard";
import { sourceName, sourcePlace } from "../chat/sourceName";
import type { TurnView } from "../chat/view";
import { formatDuration, formatPercent, useWords, type Key } from "../i18n";
import { citedIn, fits } from "./evidence";
import { PaneFrame } from "./PaneFrame";
import { namelessKey } from "./gone";

const stageNames: Record<string, Key> = {
  revise: "name.revise", translate: "name.translate", retrieve: "name.retrieve", select: "name.select", web: "name.web",
  read: "name.read", summarise: "name.summarise", answer: "name.answer", speech: "name.speech",
};

// WhyPane tells how an answer came about: the question as it was searched, the stores, the passages, the times, the model.
export default function WhyPane({ view, onOpen, onClose }: { view: TurnView; onOpen: (number: number) => void; onClose: () => void }) {
  const { t } = useWords();
  const trace = view.trace;
  const total = trace?.took_ms || 1;
  const cited = useMemo(() => citedIn(view.answer, view.sources), [view.answer, view.sources]);
  const shares = useMemo(() => fits(view.sources), [view.sources]);
  return (
    <PaneFrame title={t("why.title")} onClose={onClose}>
      <div className="why" tabIndex={0} role="region" aria-label={t("why.title")}>
        {!trace && <p className="dim">{t("why.none")}</p>}
        {trace && (
          <ol className="why-steps">
            <Step title={t("why.asked")}>{view.question}</Step>
            {trace.revised && trace.revised !== view.question && <Step title={t("why.revised")}>{trace.revised}</Step>}
            {trace.translated && <Step title={t("why.translated")}>{trace.translated}</Step>}
            {(trace.stores?.length ?? 0) > 0 && (
              <Step title={t("why.stores")}>
                <dl className="why-rows">
                  {trace.stores?.map((s) => {
                    const key = storeKey(s.store);
                    return (
                      <div key={s.store} data-bad={s.error ? "" : undefined}>
                        <dt>{key ? t(key) : s.store}</dt>
                        <dd>{s.error ? t("why.storeFailed") : t("why.store", { count: s.count, time: formatDuration(s.took_ms, t) })}</dd>
                      </div>
                    );
                  })}
                </dl>
              </Step>
            )}
            {(trace.kept > 0 || trace.dropped > 0) && (
              <Step title={t("why.passages")}>
                <p>
                  {t("why.found", { count: trace.kept + trace.dropped })}
                  {view.sources.length > 0 && ` · ${t("why.cited", { count: cited.size })}`}
                </p>
                <ul className="why-sources">
                  {view.sources.map((s) => (
                    <li key={s.number} data-cited={cited.has(s.number) || undefined}>
                      <button type="button" onClick={() => onOpen(s.number)}>
                        <span className="cite" aria-hidden>
                          {s.number}
                        </span>
                        <span className="why-name">
                          {`${sourceName(s, view.sources) || t(namelessKey(s))} `}
                          <small>{[sourcePlace(s, view.sources, t), cited.has(s.number) ? "" : t("why.notCited")].filter(Boolean).join(" · ")}</small>
                        </span>
                        <Fit share={shares.get(s.number)} score={s.score} />
                      </button>
                    </li>
                  ))}
                </ul>
                {shares.size > 0 && <p className="dim">{t("why.fitAbout")}</p>}
              </Step>
            )}
            <Step title={t("why.model")}>
              <p>{view.extractive || !trace.model ? t("why.extractive") : [trace.model, trace.region].filter(Boolean).join(" · ")}</p>
              {trace.why && <p className="dim">{`${t("why.why")}: ${trace.why}`}</p>}
              {(trace.tried?.length ?? 0) > 0 && <p className="dim">{`${t("why.tried")}: ${trace.tried?.join(", ")}`}</p>}
            </Step>
            <Step title={t("why.time")}>
              <p>
                {t("why.total", { time: formatDuration(trace.took_ms, t) })}
                {trace.first_ms ? ` · ${t("why.first", { time: formatDuration(trace.first_ms, t) })}` : ""}
              </p>
              <dl className="why-times">
                {trace.stages?.map((s, i) => {
                  const key = stageNames[s.stage];
                  return (
                    <div key={`${s.stage}-${i}`}>
                      <dt>{key ? t(key) : s.stage}</dt>
                      <dd>
                        <span className="bar" aria-hidden>
                          <i style={{ width: `${Math.max(2, Math.min(100, (s.took_ms / total) * 100))}%` }} />
                        </span>
                        <span className="count">{formatDuration(s.took_ms, t)}</span>
                      </dd>
                    </div>
                  );
                })}
              </dl>
            </Step>
          </ol>
        )}
      </div>
    </PaneFrame>
  );
}

// Fit is how well a source fits the question. Its score itself, which means something only to who knows the store, is a tip.
function Fit({ share, score }: { share: number | undefined; score: number }) {
  const { t, language } = useWords();
  if (share === undefined) return null;
  return (
    <>
      <span className="count" title={t("why.score", { score: new Intl.NumberFormat(language, { maximumSignificantDigits: 3 }).format(score) })}>
        {t("why.fit", { percent: formatPercent(Math.round(share * 100), 100, language) })}
      </span>
      <span className="bar" aria-hidden>
        <i style={{ width: `${Math.max(4, share * 100)}%` }} />
      </span>
    </>
  );
}

function Step({ title, children }: { title: string; children: ReactNode }) {
  return (
    <li>
      <h3>{title}</h3>
      <div>{children}</div>
    </li>
  );
}
