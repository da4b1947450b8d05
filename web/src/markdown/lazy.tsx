import { Suspense } from "react";
import { later, withSentences } from "../i18n";
import type { Doubt } from "./doubts";

const Drawn = later(() => import("./Markdown"));

// Markdown draws an answer. The parser is a third of the client's code, so it is loaded beside the page, not before it;
// until then the text stands as it is.
export function Markdown({ text, streaming = false, doubts }: { text: string; streaming?: boolean; doubts?: readonly Doubt[] | undefined }) {
  return (
    <Suspense fallback={<div className="md plain">{text}</div>}>
      <Drawn text={text} streaming={streaming} doubts={doubts} />
    </Suspense>
  );
}

// preloadMarkdown begins loading before the first answer is there.
export function preloadMarkdown(): void {
  withSentences(() => import("./Markdown")).catch(() => {}); // tried again when an answer is drawn
}
