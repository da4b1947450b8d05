import { ChevronLeft, ChevronRight } from "lucide-react";
import { useLayoutEffect, useRef, useState } from "react";
import { readPage, usePage, type PageAt } from "../api/queries";
import type { Page, Source } from "../api/wire";
import { useT } from "../i18n";
import { IconButton } from "../ui/IconButton";
import { Blocks } from "./Blocks";
import type { Range } from "./evidence";

interface Props {
  source: Source;
  first: Page; // where the evidence stands
  evidence: readonly Range[];
}

const sheets = new Set(["xlsx", "xls", "csv"]);

// ReadingView shows a document in blocks of our own: page by page or slide by slide where the format has them, otherwise as
// one text of which more is read on demand.
export default function ReadingView({ source, first, evidence }: Props) {
  const t = useT();
  const [at, setAt] = useState<PageAt | null>(null); // null: where the evidence stands
  const elsewhere = usePage(source, at);
  const start = at === null ? first : elsewhere.data;
  const paged = first.pages !== undefined && first.pages > 0;
  const number = start?.number ?? first.number ?? 1;
  return (
    <>
      <div className="r-bar">
        {(first.sections?.length ?? 0) > 1 && (
          <select aria-label={t(sheets.has(first.format ?? "") ? "source.sheets" : "source.chapters")} value={sectionAt(start ?? first, evidence, at === null ? source.start : undefined)} onChange={(event) => setAt({ at: Number(event.target.value) })}>
            {first.sections?.map((s) => (
              <option key={s.start} value={s.start}>
                {s.title}
              </option>
            ))}
          </select>
        )}
        {paged && (
          <span className="r-pages">
            <IconButton label={t("source.pageBefore")} disabled={number <= 1} onClick={() => setAt({ page: number - 1 })}>
              <ChevronLeft />
            </IconButton>
            {`${number} / ${first.pages}`}
            <IconButton label={t("source.pageAfter")} disabled={number >= (first.pages ?? 1)} onClick={() => setAt({ page: number + 1 })}>
              <ChevronRight />
            </IconButton>
          </span>
        )}
      </div>
      {start ? <Stretch key={start.start} source={source} start={start} evidence={evidence} passage={at === null ? source.start : undefined} /> : <article className="page" aria-busy />}
    </>
  );
}

// sectionAt is the section in which the evidence, or else the passage, or else the beginning of what is shown, stands.
function sectionAt(page: Page, evidence: readonly Range[], passage: number | undefined): number {
  const within = evidence.find((r) => r.start >= page.start && r.start < page.end);
  const at = within?.start ?? (passage !== undefined && passage < page.end ? Math.max(page.start, passage) : page.start);
  return page.sections?.findLast((s) => s.start <= at)?.start ?? page.sections?.[0]?.start ?? 0;
}

// showAcross scrolls a wide table to the last of the cells that are lit in a row: the first one names the row. A row that is
// lit as a whole stays as it is.
function showAcross(lit: Element): void {
  const table = lit.closest(".r-table");
  const cells = [...(lit.closest("tr")?.cells ?? [])].filter((cell) => cell.textContent !== "");
  const last = cells.findLast((cell) => cell.querySelector("mark"));
  if (!table || !last || cells.every((cell) => cell.querySelector("mark"))) return;
  const box = table.getBoundingClientRect();
  const cell = last.getBoundingClientRect();
  table.scrollLeft += Math.min(Math.max(0, cell.right - box.right), Math.max(0, cell.left - box.left));
}

// Stretch is a part of the text, with what was read on before and behind it.
// passage is where it is to begin, in bytes of the document's text, if nothing is lit.
function Stretch({ source, start, evidence, passage }: { source: Source; start: Page; evidence: readonly Range[]; passage?: number | undefined }) {
  const t = useT();
  const [pages, setPages] = useState<readonly Page[]>([start]);
  const [reading, setReading] = useState(false);
  const article = useRef<HTMLElement>(null);
  const head = pages[0] as Page;
  const tail = pages.at(-1) as Page;

  useLayoutEffect(() => {
    const tab = article.current?.closest(".tab");
    if (!tab) return;
    const topOf = (element: Element) => element.getBoundingClientRect().top - tab.getBoundingClientRect().top;
    const lit = article.current?.querySelector("mark");
    const begun = passage === undefined ? -1 : (start.blocks ?? []).findLastIndex((b) => b.start <= passage);
    const block = begun > 0 ? article.current?.querySelectorAll(":scope > :not(.more-button)")[begun] : undefined;
    tab.scrollTop += lit ? topOf(lit) - tab.clientHeight * 0.35 : block ? topOf(block) - 16 : -tab.scrollTop;
    if (lit) showAcross(lit);
  }, [start, evidence, passage]);

  const more = async (side: "before" | "after") => {
    setReading(true);
    const tab = article.current?.closest(".tab");
    const below = tab ? tab.scrollHeight - tab.scrollTop : 0;
    try {
      const next = await readPage(source.document ?? "", source.version ?? "", { at: side === "before" ? head.start : tail.end, side });
      setPages((all) => (side === "before" ? [next, ...all] : [...all, next]));
      // What was read stays where it is when something comes above it.
      if (side === "before" && tab) requestAnimationFrame(() => (tab.scrollTop = tab.scrollHeight - below));
    } catch {
      // the button is there to try again
    }
    setReading(false);
  };
  return (
    <article className="page reading" ref={article} data-format={start.format}>
      {head.before && (
        <button type="button" className="more-button" disabled={reading} onClick={() => void more("before")}>
          {t("source.moreBefore")}
        </button>
      )}
      {pages.map((page) => (
        <Blocks key={page.start} blocks={page.blocks} evidence={evidence} />
      ))}
      {tail.after && (
        <button type="button" className="more-button" disabled={reading} onClick={() => void more("after")}>
          {t("source.moreAfter")}
        </button>
      )}
    </article>
  );
}
