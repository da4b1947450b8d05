import { MessageSquareText } from "lucide-react";
import { Suspense, useEffect, useState } from "react";
import type { Document as DocumentEntry, FoundAnswer, FoundDocument, FoundPassage } from "../api/wire";
import { useClient } from "../app/client";
import { chatPath, follow, navigate, searchPath, whole, type Passage } from "../app/router";
import { TopBar } from "../app/TopBar";
import { linePlace } from "../chat/sourceName";
import { FormatMark } from "../documents/FormatMark";
import { ownerText } from "../documents/owner";
import { formatDate, useWords } from "../i18n";
import { useLater } from "../ui/hooks";
import { isRow, Marked, RowCells } from "./Marked";
import { placeOf } from "./passages";
import { SearchTools } from "./SearchTools";
import { noFilter, useSearch, type Filter } from "./useSearch";
import { part } from "../ui/part";

const mostNear = 5;
const PassagePane = part(() => import("../source/PassagePane"));

// SearchPage finds words in the passages that the reader may see and in their own answers. The address holds the query and
// the passage that is open beside it, so that a search can be linked to and Back returns to it.
export default function SearchPage({ query, passage, onAskAbout }: { query: string; passage: Passage | null; onAskAbout: (documents: readonly DocumentEntry[]) => void }) {
  const { t } = useWords();
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
  const onlyIn = (document: string) => setFilter((all) => ({ ...all, document }));
  const passages = found.data?.passages ?? [];
  const about = passages.filter((p) => !p.near && !p.meaning);
  const meant = passages.filter((p) => p.meaning);
  const near = passages.filter((p) => p.near).slice(0, mostNear);
  const answers = found.data?.answers ?? [];
  const named = found.data?.documents ?? [];
  const searching = wanted !== "";
  return (
    <>
      <main className="page-main" id="main" tabIndex={-1}>
        <TopBar title={t("search.title")} />
        <SearchTools text={text} onText={setText} filter={filter} onFilter={setFilter} />
        <div className="search-results" aria-busy={found.isFetching}>
          {!searching && <p className="search-hint">{t("search.hint")}</p>}
          {searching && found.isError && <p className="search-hint">{t("common.failed")}</p>}
          {searching && found.isSuccess && (
            <p className="visually-hidden" role="status">
              {t("search.count", { documents: named.length, passages: about.length + meant.length, answers: answers.length })}
            </p>
          )}
          {searching && found.isSuccess && named.length + about.length + answers.length === 0 && (
            <p className="search-hint">{t(meant.length > 0 ? "search.meaningHint" : near.length > 0 ? "search.nearHint" : "palette.none", { query: wanted })}</p>
          )}
          {searching && named.length > 0 && (
            <section aria-label={t("palette.documents")}>
              <h2>{t("palette.documents")}</h2>
              <ul>
                {named.map((d) => (
                  <Named key={d.document} document={d} query={wanted} current={passage?.document === d.document && passage.end === 0} />
                ))}
              </ul>
            </section>
          )}
          <Passages title={t("search.passages")} passages={about} query={wanted} open={passage} only={filter.document !== ""} onOnly={onlyIn} />
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
          <Passages title={t("search.meaning")} passages={meant} query={wanted} open={passage} only={filter.document !== ""} onOnly={onlyIn} />
          <Passages title={t("search.near")} passages={near} query={wanted} open={passage} only={filter.document !== ""} onOnly={onlyIn} />
        </div>
      </main>
      {passage && (
        <Suspense fallback={null}>
          <PassagePane passage={passage} onAskAbout={onAskAbout} onClose={() => navigate(searchPath(wanted), { replace: true })} />
        </Suspense>
      )}
    </>
  );
}

interface PassagesProps {
  title: string;
  passages: readonly FoundPassage[];
  query: string;
  open: Passage | null;
  only: boolean; // one document is searched
  onOnly: (document: string) => void;
}

function Passages({ title, passages, query, open, only, onOnly }: PassagesProps) {
  if (passages.length === 0) return null;
  return (
    <section aria-label={title}>
      <h2>{title}</h2>
      <ul>
        {passages.map((p) => (
          <Hit key={`${p.document}-${p.start}`} passage={p} query={query} current={open?.document === p.document && open.start === p.start} only={only} onOnly={() => onOnly(p.document)} />
        ))}
      </ul>
    </section>
  );
}

// Named is a document that was found by its name or its title.
function Named({ document: d, query, current }: { document: FoundDocument; query: string; current: boolean }) {
  const { t, language } = useWords();
  const { session } = useClient();
  const facts = [ownerText(d, session.accounts, t), formatDate(d.uploaded, language)].filter(Boolean).join(" · ");
  return (
    <li className="search-hit" data-current={current || undefined}>
      <FormatMark name={d.name.text} />
      <div>
        <a href={searchPath(query, whole(d.document))} onClick={follow} aria-current={current || undefined}>
          <Marked snippet={d.name} />
        </a>
        <small>
          {d.title && d.title.text !== d.name.text && (
            <>
              <Marked snippet={d.title} /> ·{" "}
            </>
          )}
          {facts}
        </small>
      </div>
    </li>
  );
}

function Hit({ passage: p, query, current, only, onOnly }: { passage: FoundPassage; query: string; current: boolean; only: boolean; onOnly: () => void }) {
  const { t, language } = useWords();
  const { session } = useClient();
  const place = p.page ? t("source.page", { page: p.page }) : linePlace(p, t);
  return (
    <li className="search-hit" data-current={current || undefined}>
      <FormatMark name={p.name} />
      <div>
        <a href={searchPath(query, placeOf(p))} onClick={follow} aria-current={current || undefined}>
          {p.name.split("/").pop()}
        </a>
        <small>
          {p.above ? <Marked snippet={p.above} /> : (p.headings ?? []).join(" › ")}
          {["", place, ownerText(p, session.accounts, t), formatDate(p.uploaded, language)].filter((part, i) => part || (i === 0 && p.headings?.length)).join(" · ")}
        </small>
        {isRow(p) ? (
          <RowCells snippet={p.snippet} />
        ) : (
          <p>
            <Marked snippet={p.snippet} />
          </p>
        )}
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
