import { getDocument, GlobalWorkerOptions, type PDFDocumentLoadingTask } from "pdfjs-dist";
import files from "virtual:pdf-files";

GlobalWorkerOptions.workerSrc = `${files}/build/pdf.worker.min.mjs`;

// openPDF begins to read a file, in ranges and only what is shown. The caller destroys the task.
export function openPDF(address: string): PDFDocumentLoadingTask {
  return getDocument({
    url: address,
    cMapUrl: `${files}/cmaps/`,
    standardFontDataUrl: `${files}/standard_fonts/`,
    wasmUrl: `${files}/wasm/`,
    rangeChunkSize: 1 << 18,
    disableAutoFetch: true,
    disableStream: true,
    enableXfa: false,
    isOffscreenCanvasSupported: false, // pages are drawn on canvases of this document
  });
}
