import { CornerDownRight } from "lucide-react";
import { useMemo } from "react";
import type { Source } from "../api/wire";
import { useT } from "../i18n";

const most = 3;
const longest = 30; // characters of a heading that reads well in a question

// FollowUps offers questions about what stands beside the answer's evidence: the headings of the passages that were found.
export default function FollowUps({ question, sources, onAsk }: { question: string; sources: readonly Source[]; onAsk: (question: string) => void }) {
  const t = useT();
  const topics = useMemo(() => topicsOf(question, sources), [question, sources]);
  if (topics.length === 0) return null;
  return (
    <div className="follow-ups" role="group" aria-label={t("follow.label")}>
      {topics.map((topic) => (
        <button key={topic} type="button" onClick={() => onAsk(t("follow.about", { topic }))}>
          <CornerDownRight />
          {t("follow.about", { topic })}
        </button>
      ))}
    </div>
  );
}

// numbering is what counts headings: 제3조, 3.1, 2), 나., IV. A number that belongs to a word stays: 2026년, 5월.
const numbering = /^(제\s*\d+\s*[장절관조]|\d+(\.\d+)*[.)](?!\d)|\d{1,2}(\.\d+)*(?=\s)|\d+\s*[장절관조](?=[\s.(]|$)|[가나다라마바사아자차카타파하]\.|[IVX]+\.)[.)]?\s*/;

// sentence is how a heading ends that is a sentence or a question, which no particle can follow: 고장 신고 전에 확인하세요.
const sentence = /(?:[니한된있없쓴는]다|[세해돼되어아여네나가까]요|죠|니까|시오)[.?!]?$|\?$/;

// topicsOf are headings of the sources that the question does not speak of already.
export function topicsOf(question: string, sources: readonly Source[]): string[] {
  if (sources[0]?.related) return []; // the answer was not found: neither is more about it
  const asked = plain(question);
  const found: string[] = [];
  for (const s of sources) {
    const heading = (s.headings?.at(-1) ?? "").replace(numbering, "").replace(/[()（）]/g, " ").replace(/\s+/g, " ").trim();
    const known = asked.includes(plain(heading)) || heading === s.title || heading === s.name.replace(/\.\w+$/, "") || found.includes(heading);
    if (/[가-힣a-z]{2}/i.test(heading) && heading.length <= longest && !known && !sentence.test(heading)) found.push(heading);
  }
  return found.slice(0, most);
}

const plain = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
