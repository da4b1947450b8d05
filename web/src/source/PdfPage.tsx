import { TextLayer, type PDFDocumentProxy, type PDFPageProxy } from "pdfjs-dist";
import { useEffect, useRef, useState } from "react";
import type { PageRect } from "../api/wire";
import { useT } from "../i18n";

interface Props {
  file: PDFDocumentProxy;
  number: number; // from 1
  width: number; // CSS pixels
  ratio: number; // height to width, until the page's own is known
  near: boolean; // in sight, or about to be
  lit: readonly PageRect[];
}

const mostPixels = 16_000_000; // of a canvas: what phones can draw

// PdfPage is a page of a PDF as it is printed, with the evidence lit. Far from what is in sight it is only a place.
export function PdfPage({ file, number, width, ratio, near, lit }: Props) {
  const t = useT();
  const [page, setPage] = useState<PDFPageProxy | null>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const text = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!near || page) return;
    let current = true;
    file.getPage(number).then((p) => current && setPage(p), () => {}); // a page that is damaged stays white
    return () => {
      current = false;
    };
  }, [file, number, near, page]);

  const size = page?.getViewport({ scale: 1 });
  const scale = size ? width / size.width : 1;
  useEffect(() => {
    const surface = canvas.current;
    const layer = text.current;
    if (!page || !near || !surface || !layer || width <= 0) return;
    return draw(page, scale, surface, layer);
  }, [page, near, scale, width]);

  return (
    <div className="pdf-page" data-page={number} role="group" aria-label={t("source.page", { page: number })} style={{ width, height: width * (size ? size.height / size.width : ratio), ["--total-scale-factor" as string]: scale }}>
      {near && (
        <>
          <canvas ref={canvas} aria-hidden />
          <div className="pdf-text" ref={text} />
        </>
      )}
      {lit.map((r) => (
        <i key={`${r.x} ${r.y}`} className="pdf-lit" style={{ left: `${r.x * 100}%`, top: `${r.y * 100}%`, width: `${r.w * 100}%`, height: `${r.h * 100}%` }} />
      ))}
    </div>
  );
}

// draw draws a page and lays its words over it, so that they can be selected. What it returns ends that.
function draw(page: PDFPageProxy, scale: number, surface: HTMLCanvasElement, layer: HTMLElement): () => void {
  const viewport = page.getViewport({ scale });
  const dense = Math.min(devicePixelRatio || 1, Math.sqrt(mostPixels / (viewport.width * viewport.height)));
  const sheet = document.createElement("canvas"); // what was drawn before stays until the new one is there
  sheet.width = Math.floor(viewport.width * dense);
  sheet.height = Math.floor(viewport.height * dense);
  const task = page.render({ canvas: sheet, viewport, transform: [dense, 0, 0, dense, 0, 0] });
  task.promise.then(
    () => {
      surface.width = sheet.width;
      surface.height = sheet.height;
      surface.getContext("2d")?.drawImage(sheet, 0, 0);
      surface.dataset.drawn = "";
    },
    () => {}, // ended, or a page that is damaged
  );
  const words = new TextLayer({ textContentSource: page.streamTextContent(), container: layer, viewport });
  words.render().catch(() => {});
  return () => {
    task.cancel();
    words.cancel();
    layer.replaceChildren();
  };
}
