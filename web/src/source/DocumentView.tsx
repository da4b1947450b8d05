import { Suspense, useCallback, useMemo, useState } from "react";
import { usePage } from "../api/queries";
import type { Page, Source } from "../api/wire";
import { Marked } from "../chat/CitationCard";
import { useWords } from "../i18n";
import { CopyButton } from "../ui/CopyButton";
import { inPassage, type Range } from "./evidence";
import { GoneNote } from "./GoneNote";
import ReadingView from "./ReadingView";
import { part } from "../ui/part";

const PdfView = part(() => import("./PdfView"));

interface Props {
  source: Source;
  address: string; // of the file; "": it can't be opened
  evidence: readonly Range[];
}

// DocumentView shows the place in a document that a source is: the page itself of a PDF, otherwise a text to read. What
// bears the answer's sentence out is lit; where that is not known, nothing is.
export function DocumentView({ source, address, evidence }: Props) {
  const { t } = useWords();
  const place = useMemo(() => ({ at: evidence[0]?.start ?? source.start ?? 0, lit: evidence }), [source, evidence]);
  const page = usePage(source, source.document ? place : null);
  const [undrawn, setUndrawn] = useState("");
  const fail = useCallback(() => setUndrawn(address), [address]);
  const known = page.data;
  if (source.outdated && page.isError) return <GoneNote why="source.outdated" />;
  const printed = known?.format === "pdf" && !known.outdated && address !== "";
  if (known && printed && undrawn !== address) {
    return (
      <Suspense fallback={<div className="tab" aria-busy />}>
        <PdfView key={source.document} address={address} page={pageOf(known, source)} lit={known.lit ?? nothing} onFail={fail} />
      </Suspense>
    );
  }
  return (
    <div className="tab" tabIndex={0} role="region" aria-label={t("source.passage")} aria-busy={page.isLoading}>
      {known?.outdated && <p className="page-note">{t("source.oldText")}</p>}
      {printed && <p className="page-note">{t("source.undrawn")}</p>}
      {known && known.blocks.length > 0 ? <ReadingView key={`${source.number} ${source.start}`} source={source} first={known} evidence={evidence} /> : <Excerpt source={source} evidence={evidence} />}
      {page.isError && <p className="page-note">{t("source.failed")}</p>}
      {source.translation && (
        <section className="page page-translation">
          <h3>{t("source.translation")}</h3>
          <p>{source.translation}</p>
        </section>
      )}
      {source.excerpt !== "" && <Foot source={source} />}
    </div>
  );
}

const nothing: NonNullable<Page["lit"]> = [];

const pageOf = (page: Page, source: Source) => page.lit?.[0]?.page ?? page.number ?? source.page ?? 1;

// Excerpt is the passage alone: of a page on the web, or while its document can't be read.
function Excerpt({ source, evidence }: { source: Source; evidence: readonly Range[] }) {
  const marks = useMemo(() => inPassage(source, source.excerpt, evidence), [source, evidence]);
  return (
    <article className="page">
      {(source.headings?.length ?? 0) > 0 && <p className="crumbs">{source.headings?.join(" › ")}</p>}
      <p className="passage">
        <Marked text={source.excerpt} ranges={marks} />
      </p>
    </article>
  );
}

function Foot({ source }: { source: Source }) {
  const { t } = useWords();
  return (
    <div className="page-foot">
      <span>{source.confidence ? t("source.confidence", { confidence: source.confidence }) : ""}</span>
      <CopyButton text={() => source.excerpt} label={t("source.copy")} />
    </div>
  );
}
