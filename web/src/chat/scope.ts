import { load, save } from "../app/storage";
import type { Attachment } from "./Attachments";

// A question to chosen documents stays one: the documents are kept for the conversation's next questions until they are
// taken off. They are remembered by conversation; where that is not known, the last question's documents are taken.

interface Chosen {
  name: string;
  key: string;
}

const attached = ({ name, key }: Chosen): Attachment => ({ name, key, upload: 0 });

// chosenFor are the documents that are chosen in a conversation; last are those of its last question.
export function chosenFor(draft: string, last: readonly string[]): Attachment[] {
  const kept = load<Chosen[] | null>(`scope.${draft}`, null);
  return kept ? kept.map(attached) : last.map((key) => attached({ name: "", key }));
}

// keepChosen remembers what is chosen in a conversation; nothing is remembered too.
export function keepChosen(draft: string, chosen: readonly Attachment[]): void {
  save(`scope.${draft}`, chosen.filter((a) => a.key !== "").map(({ name, key }) => ({ name, key })));
}

// remaining are the attachments of a question that stay for the next one.
export function remaining(attachments: readonly Attachment[]): Attachment[] {
  return attachments.filter((a) => a.key !== "").map(attached);
}
