import { ArrowUpRight } from "lucide-react";
import { memo } from "react";
import type { Document as DocumentEntry } from "../api/wire";
import { useT } from "../i18n";

// guideID is the id of the row that shows a document's guide.
export function guideID(document: DocumentEntry): string {
  return `guide-${encodeURIComponent(document.key)}`;
}

// hasGuide reports whether a document has a guide that can be opened.
export function hasGuide({ guide, state }: DocumentEntry): boolean {
  return state === "ready" && Boolean(guide && (guide.summary || guide.terms?.length || guide.questions?.length));
}

interface Props {
  document: DocumentEntry;
  columns: number; // of the table
  onQuestion: (question: string, document: DocumentEntry) => void;
}

// GuideRow stands below a document's row and shows its guide. Each question starts a conversation about the document.
export const GuideRow = memo(function GuideRow({ document: d, columns, onQuestion }: Props) {
  const t = useT();
  const { summary = "", terms, questions, extractive } = d.guide ?? {};
  const name = d.name.split("/").pop() ?? d.name;
  return (
    <div role="cell" aria-colspan={columns} className="guide">
      <section aria-label={t("guide.title", { name })}>
        {summary !== "" && <p>{summary}</p>}
        {(terms?.length ?? 0) > 0 && (
          <ul className="guide-terms" aria-label={t("guide.terms")}>
            {terms?.map((term) => <li key={term}>{term}</li>)}
          </ul>
        )}
        {(questions?.length ?? 0) > 0 && (
          <>
            <h2>{t("guide.questions")}</h2>
            <ul className="guide-questions">
              {questions?.map((question) => (
                <li key={question}>
                  <button type="button" onClick={() => onQuestion(question, d)}>
                    <span>{question}</span>
                    <ArrowUpRight />
                  </button>
                </li>
              ))}
            </ul>
          </>
        )}
        {extractive && <small>{t("guide.extractive")}</small>}
      </section>
    </div>
  );
});
