import type { Document as DocumentEntry } from "../api/wire";
import type { Language } from "../i18n";

// enoughQuestions is how many questions the start page offers.
export const enoughQuestions = 3;

const vague = /^\S+[은는] 어떻게 되나요\?$/; // 회식은 어떻게 되나요?

// ownQuestions are questions that the documents' guides say they answer, each once: the first of every document, then the
// second ones and so on, so that many documents have their say. Those in the reader's language come first, and of them those
// that ask for something definite. Sample documents
// ask nothing where there are others.
export function ownQuestions(documents: readonly DocumentEntry[], language: Language): string[] {
  const own = documents.filter((d) => d.kind !== "sample");
  const lists = (own.length > 0 ? own : documents).map((d) => d.guide?.questions ?? []);
  const rounds = Math.max(0, ...lists.map((l) => l.length));
  const all = new Set<string>();
  for (let i = 0; i < rounds; i++) for (const list of lists) if (list[i]) all.add(list[i] as string);
  const fit = (question: string) => 2 * Number(/[가-힣]/.test(question) === (language === "ko")) - Number(vague.test(question));
  return [...all].sort((a, b) => fit(b) - fit(a));
}
