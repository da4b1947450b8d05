import { ChevronDown, ChevronUp, ZoomIn, ZoomOut } from "lucide-react";
import type { PDFDocumentProxy } from "pdfjs-dist";
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import type { PageRect } from "../api/wire";
import { useT } from "../i18n";
import { IconButton } from "../ui/IconButton";
import { openPDF } from "./pdf";
import { PdfPage } from "./PdfPage";

interface Props {
  address: string; // of the file
  page: number; // that is shown first
  lit: readonly PageRect[];
  onFail: () => void; // the file can't be read or drawn
}

const a4 = 842 / 595;
const nothing: readonly PageRect[] = [];
const zooms = [1, 1.25, 1.5, 2, 3];

// PdfView shows the pages of a PDF below one another, at the page that bears the answer out.
export default function PdfView({ address, page, lit, onFail }: Props) {
  const t = useT();
  const box = useRef<HTMLDivElement>(null);
  const file = usePDF(address, onFail);
  const [ratio, setRatio] = useState(0);
  const [width, setWidth] = useState(0);
  const [zoom, setZoom] = useState(1);
  const { near, current } = usePagesInSight(box, file);

  useEffect(() => {
    if (!file) return;
    let wanted = true;
    const of = file.getPage(Math.min(page, file.numPages));
    of.then((p) => wanted && setRatio((known) => known || ratioOf(p.getViewport({ scale: 1 }))), () => wanted && setRatio(a4));
    return () => {
      wanted = false;
    };
  }, [file, page]);

  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const measure = () => setWidth(element.clientWidth - 24);
    measure();
    let later: ReturnType<typeof setTimeout>;
    const observer = new ResizeObserver(() => {
      clearTimeout(later);
      later = setTimeout(measure, 120); // not with every step of a drag
    });
    observer.observe(element);
    return () => {
      clearTimeout(later);
      observer.disconnect();
    };
  }, []);

  useStay(box, file, width * zoom);

  // Where the answer's evidence stands is shown when it opens, and again when another citation of the same file does.
  const ready = file !== null && ratio > 0 && width > 0;
  const shown = useRef("");
  useLayoutEffect(() => {
    const goal = `${page} ${lit.map((r) => `${r.page} ${r.y}`).join(" ")}`;
    if (!ready || shown.current === goal) return;
    shown.current = goal;
    scrollTo(box.current, page, lit.find((r) => r.page === page)?.y ?? 0);
  }, [ready, page, lit]);

  const byPage = useMemo(() => new Map([...new Set(lit.map((r) => r.page))].map((n) => [n, lit.filter((r) => r.page === n)])), [lit]);
  const go = useCallback((n: number) => scrollTo(box.current, n, 0), []);
  const zoomBy = (step: number) => setZoom(zooms[Math.max(0, Math.min(zooms.length - 1, zooms.indexOf(zoom) + step))] ?? 1);
  return (
    <div className="pdf">
      <div className="pdf-pages" ref={box} tabIndex={0} role="region" aria-label={t("source.pages")} aria-busy={!ready}>
        {!ready && <div className="skeleton pdf-skeleton" />}
        {ready &&
          Array.from({ length: file.numPages }, (_, i) => (
            <PdfPage key={i} file={file} number={i + 1} width={Math.round(width * zoom)} ratio={ratio} near={near.has(i + 1)} lit={byPage.get(i + 1) ?? nothing} />
          ))}
      </div>
      <div className="pdf-bar">
        <IconButton label={t("source.pageBefore")} side="top" disabled={current <= 1} onClick={() => go(current - 1)}>
          <ChevronUp />
        </IconButton>
        <PageField key={current} current={current} total={file?.numPages ?? 0} onGo={go} />
        <IconButton label={t("source.pageAfter")} side="top" disabled={!file || current >= file.numPages} onClick={() => go(current + 1)}>
          <ChevronDown />
        </IconButton>
        <span className="pdf-space" />
        <IconButton label={t("source.smaller")} side="top" disabled={zoom === zooms[0]} onClick={() => zoomBy(-1)}>
          <ZoomOut />
        </IconButton>
        <IconButton label={t("source.larger")} side="top" disabled={zoom === zooms.at(-1)} onClick={() => zoomBy(1)}>
          <ZoomIn />
        </IconButton>
      </div>
    </div>
  );
}

const third = 1 / 3; // of the height, where readers look

// useStay keeps what is in the upper third there when the pages get another size.
function useStay(box: React.RefObject<HTMLDivElement | null>, file: PDFDocumentProxy | null, size: number): void {
  const place = useRef<{ page: string; part: number }>(undefined);
  useEffect(() => {
    const scroller = box.current;
    if (!scroller || !file) return;
    const note = () => {
      const at = scroller.scrollTop + scroller.clientHeight * third;
      const page = [...scroller.querySelectorAll<HTMLElement>("[data-page]")].findLast((p) => p.offsetTop <= at);
      if (page) place.current = { page: page.dataset.page ?? "", part: (at - page.offsetTop) / page.offsetHeight };
    };
    scroller.addEventListener("scroll", note, { passive: true });
    return () => scroller.removeEventListener("scroll", note);
  }, [box, file]);
  useLayoutEffect(() => {
    if (place.current && size > 0) bringBack(box.current, place.current.page, place.current.part);
  }, [box, size]);
}

function bringBack(box: HTMLElement | null, page: string, part: number): void {
  const place = box?.querySelector<HTMLElement>(`[data-page="${page}"]`);
  if (box && place) box.scrollTop = place.offsetTop + part * place.offsetHeight - box.clientHeight * third;
}

const ratioOf = (size: { width: number; height: number }) => size.height / size.width;

// scrollTo shows a page, with what stands at a part of its height in the upper third.
function scrollTo(box: HTMLElement | null, page: number, part: number): void {
  const place = box?.querySelector<HTMLElement>(`[data-page="${page}"]`);
  if (!box || !place) return;
  box.scrollTop = place.offsetTop - 12 + (part > 0 ? Math.max(0, part * place.offsetHeight - box.clientHeight / 3) : 0);
}

function PageField({ current, total, onGo }: { current: number; total: number; onGo: (page: number) => void }) {
  const t = useT();
  const [text, setText] = useState(String(current || ""));
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        const n = Number(text);
        if (Number.isInteger(n) && n >= 1 && n <= total) onGo(n);
        else setText(String(current));
      }}
    >
      <input inputMode="numeric" aria-label={t("source.goto")} value={text} onChange={(event) => setText(event.target.value)} onFocus={(event) => event.target.select()} onBlur={() => setText(String(current || ""))} />
      <span>/ {total || "…"}</span>
    </form>
  );
}

function usePDF(address: string, onFail: () => void): PDFDocumentProxy | null {
  const [file, setFile] = useState<PDFDocumentProxy | null>(null);
  useEffect(() => {
    const task = openPDF(address);
    let current = true;
    task.promise.then((opened) => current && setFile(opened), () => current && onFail());
    return () => {
      current = false;
      setFile(null);
      void task.destroy();
    };
  }, [address, onFail]);
  return file;
}

// usePagesInSight follows which pages are in sight or about to be, and which one the reader looks at.
function usePagesInSight(box: React.RefObject<HTMLDivElement | null>, file: PDFDocumentProxy | null) {
  const [near, setNear] = useState<ReadonlySet<number>>(new Set());
  const [current, setCurrent] = useState(0);
  useEffect(() => {
    const scroller = box.current;
    if (!scroller || !file) return;
    const seen = new Set<number>();
    const look = () => {
      const middle = scroller.scrollTop + scroller.clientHeight / 2;
      for (const n of [...seen].sort((a, b) => a - b)) {
        const place = scroller.querySelector<HTMLElement>(`[data-page="${n}"]`);
        if (place && place.offsetTop + place.offsetHeight >= middle) return setCurrent(n);
      }
    };
    const sight = new IntersectionObserver(
      (entries) => {
        for (const e of entries) {
          const n = Number((e.target as HTMLElement).dataset.page);
          if (e.isIntersecting) seen.add(n);
          else seen.delete(n);
        }
        setNear(new Set(seen));
        look();
      },
      { root: scroller, rootMargin: "60% 0px" },
    );
    const watch = () => scroller.querySelectorAll("[data-page]").forEach((page) => sight.observe(page));
    const grown = new MutationObserver(watch); // the pages are there as soon as their width is known
    grown.observe(scroller, { childList: true });
    watch();
    scroller.addEventListener("scroll", look, { passive: true });
    return () => {
      sight.disconnect();
      grown.disconnect();
      scroller.removeEventListener("scroll", look);
    };
  }, [box, file]);
  return { near, current };
}
