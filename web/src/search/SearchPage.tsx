import { MessageSquareText, Search, X } from "lucide-react";
import { useEffect, useState } from "react";
import type { FoundAnswer, FoundPassage } from "../api/wire";
import { useClient } from "../app/client";
import { chatPath, follow, navigate, searchPath } from "../app/router";
import { TopBar } from "../app/TopBar";
import { linePlace } from "../chat/sourceName";
import { FormatMark } from "../documents/FormatMark";
import { formatDate, useWords } from "../i18n";
import { useLater } from "../ui/hooks";
import { Marked } from "./Marked";
import { passageURL } from "./passages";
import { noFilter, useSearch, type Filter } from "./useSearch";

// SearchPage finds words in the passages that the reader may see and in their own answers. The address holds the query,
// so that a search can be linked to and Back returns to it.
export default function SearchPage({ query }: { query: string }) {
  const { t } = useWords();
  const { session } = useClient();
  const [text, setText] = useState(query);
  const [filter, setFilter] = useState<Filter>(noFilter);
  const wanted = useLater(text.trim(), 120);
  const found = useSearch(wanted, filter, 50);
  const [came, setCame] = useState(query);
  if (came !== query) {
    setCame(query);
    setText(query);
  }
  useEffect(() => {
    if (wanted !== query) navigate(searchPath(wanted), { replace: true });
    // the address follows the field; a change of the address is taken over above
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [wanted]);
  useEffect(() => {
    document.title = `${wanted || t("search.title")} · ${t("app.name")}`;
  }, [wanted, t]);
  const change = (part: Partial<Filter>) => setFilter((all) => ({ ...all, ...part }));
  const filtered = Object.values(filter).some((value) => value !== "");
  const passages = found.data?.passages ?? [];
  const answers = found.data?.answers ?? [];
  const searching = wanted !== "";
  return (
    <main className="page-main" id="main" tabIndex={-1}>
      <TopBar title={t("search.title")} />
      <div className="docs-tools search-tools">
        <div className="search-field">
          <Search />
          <input type="search" aria-label={t("search.field")} placeholder={t("search.field")} value={text} onChange={(e) => setText(e.target.value)} autoFocus />
          {text !== "" && (
            <button type="button" className="icon small" aria-label={t("docs.clearFilter")} onClick={() => setText("")}>
              <X />
            </button>
          )}
        </div>
        <label className="search-filter">
          {t("search.format")}
          <select value={filter.format} onChange={(e) => change({ format: e.target.value })}>
            <option value="">{t("docs.all")}</option>
            {(session.formats ?? []).map((f) => (
              <option key={f} value={f}>
                {f.toUpperCase()}
              </option>
            ))}
          </select>
        </label>
        <label className="search-filter">
          {t("search.from")}
          <input type="date" value={filter.from} max={filter.to || undefined} onChange={(e) => change({ from: e.target.value })} />
        </label>
        <label className="search-filter">
          {t("search.to")}
          <input type="date" value={filter.to} min={filter.from || undefined} onChange={(e) => change({ to: e.target.value })} />
        </label>
        {filtered && (
          <button type="button" className="text-button" onClick={() => setFilter(noFilter)}>
            {t("docs.clearFilter")}
          </button>
        )}
      </div>
      <div className="search-results" aria-busy={found.isFetching}>
        {!searching && <p className="search-hint">{t("search.hint")}</p>}
        {searching && found.isError && <p className="search-hint">{t("common.failed")}</p>}
        {searching && found.isSuccess && (
          <p className="visually-hidden" role="status">
            {t("search.count", { passages: passages.length, answers: answers.length })}
          </p>
        )}
        {searching && found.isSuccess && passages.length + answers.length === 0 && <p className="search-hint">{t("palette.none", { query: wanted })}</p>}
        {searching && passages.length > 0 && (
          <section aria-label={t("search.passages")}>
            <h2>{t("search.passages")}</h2>
            <ul>
              {passages.map((p) => (
                <Passage key={`${p.document}-${p.line ?? 0}-${p.page ?? 0}-${p.snippet.text.slice(0, 40)}`} passage={p} onOnly={() => change({ document: p.document })} only={filter.document !== ""} />
              ))}
            </ul>
          </section>
        )}
        {searching && answers.length > 0 && (
          <section aria-label={t("search.answers")}>
            <h2>{t("search.answers")}</h2>
            <ul>
              {answers.map((a) => (
                <Answer key={a.request_id} answer={a} />
              ))}
            </ul>
          </section>
        )}
      </div>
    </main>
  );
}

function Passage({ passage: p, onOnly, only }: { passage: FoundPassage; onOnly: () => void; only: boolean }) {
  const { t, language } = useWords();
  const place = p.page ? t("source.page", { page: p.page }) : linePlace(p, t);
  return (
    <li className="search-hit">
      <FormatMark name={p.name} />
      <div>
        <a href={passageURL(p)} target="_blank" rel="noopener">
          {p.name.split("/").pop()}
        </a>
        <small>{[place, (p.headings ?? []).join(" › "), formatDate(p.uploaded, language)].filter(Boolean).join(" · ")}</small>
        <p>
          <Marked snippet={p.snippet} />
        </p>
        {!only && (
          <button type="button" className="text-button" onClick={onOnly}>
            {t("search.onlyHere")}
          </button>
        )}
      </div>
    </li>
  );
}

function Answer({ answer: a }: { answer: FoundAnswer }) {
  const { language } = useWords();
  return (
    <li className="search-hit">
      <MessageSquareText className="search-icon" />
      <div>
        <a href={chatPath(a.conversation)} onClick={follow}>
          {a.question}
        </a>
        <small>{formatDate(a.time, language)}</small>
        <p>
          <Marked snippet={a.snippet} />
        </p>
      </div>
    </li>
  );
}
